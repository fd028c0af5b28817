/** Whose telephone this is. */
import { OTHER, OWNERS, WITHHELD, plainNumber } from '../owners';

export interface Ownership {
  readonly choice: string;
  readonly typed: string;
}

interface OwnerFieldProps {
  readonly owner: Ownership;
  readonly isFixed: boolean;
  readonly onChange: (owner: Ownership) => void;
}

export function OwnerField({ owner, isFixed, onChange }: OwnerFieldProps) {
  const isWrong = owner.choice === OTHER && owner.typed !== '' && plainNumber(owner.typed) === null;
  return (
    <fieldset class="owner" disabled={isFixed}>
      <label>
        この電話の持ち主
        <select
          value={owner.choice}
          onChange={(event) => onChange({ ...owner, choice: event.currentTarget.value })}
          data-testid="phone-owner"
        >
          {OWNERS.map(({ name, number }) => (
            <option key={number} value={number}>
              {name} {number}
            </option>
          ))}
          <option value={OTHER}>ほかの番号を入力する</option>
          <option value={WITHHELD}>非通知（番号を知らせない）</option>
        </select>
      </label>
      {owner.choice === OTHER && (
        <label>
          電話番号
          <input
            type="tel"
            value={owner.typed}
            maxLength={20}
            placeholder="090-0000-0000"
            aria-invalid={isWrong}
            onInput={(event) => onChange({ ...owner, typed: event.currentTarget.value })}
            data-testid="phone-number"
          />
          {isWrong && <span class="bad">電話番号を確かめてください。</span>}
        </label>
      )}
    </fieldset>
  );
}
