/** A text or a choice that goes to the server's parser as it was typed; its refusal stands at the field. */
import { Button, Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { put } from '../../api';
import { useAct } from '../../live/useAct';
import type { Act } from '../../live/useAct';
import type { Draft, DraftField } from '../../wire';
import { useEnter } from '../talk/useEnter';
import { chosen, confirmationOf, hasValue, isClosed, shownValue, takesSeveral } from './fieldState';
import type { FieldState } from './fieldState';

interface Props {
  readonly path: string;
  readonly field: DraftField;
  readonly state: FieldState;
  readonly refusal: string | null;
  readonly onChanged: (draft: Draft) => void;
}

export function FieldInput(props: Props) {
  const { path, field, state, onChanged } = props;
  const act = useAct();
  const save = (text: string): Promise<boolean> =>
    act.run(async () => onChanged(await put<Draft>(`${path}/fields/${encodeURIComponent(field.name)}`, { text })));
  const text = confirmationOf(field);
  return (
    <>
      <Box {...props} act={act} save={save} />
      {state === 'unsure' && text && (
        <Button size="compact-xs" variant="light" color="orange" mt={4} loading={act.isBusy} onClick={() => void save(text)}>
          お客さまに確かめました
        </Button>
      )}
    </>
  );
}

interface BoxProps extends Props {
  readonly act: Act;
  readonly save: (text: string) => Promise<boolean>;
}

function Box({ field, state, refusal, act, save }: BoxProps) {
  const { isBusy, problem, clear } = act;
  const stored = hasValue(field) ? shownValue(field) : '';
  const [typed, setTyped] = useState(stored);
  useEffect(() => setTyped(stored), [stored]);
  const refusedText = useRef('');
  const saveTyped = (): void => {
    const text = typed.trim();
    if (!text) return setTyped(stored);
    // Leaving the box after a refusal asks nothing again.
    if (text === stored || text === refusedText.current) return;
    void save(text).then((isStored) => (refusedText.current = isStored ? '' : text));
  };
  const enter = useEnter(saveTyped);
  const shared = {
    label: field.label,
    description: state === 'unsure' ? 'お客さまに確かめてください' : (field.prompt ?? undefined),
    error: problem ?? refusal,
    // Not disabled while it is stored: the focus stays.
    readOnly: isBusy,
    size: 'sm' as const,
    withAsterisk: state === 'missing',
  };
  const choices = field.choices ?? [];
  if (isClosed(field) && takesSeveral(field)) return <SeveralInput field={field} shared={shared} onSave={(values) => void save(values.join('、'))} />;
  if (isClosed(field)) {
    return <Select {...shared} data={[...choices]} placeholder="選んでください" allowDeselect={false} value={chosen(field)} onChange={(value) => value && void save(value)} />;
  }
  return (
    <>
      <TextInput
        {...shared}
        {...enter.composition}
        value={typed}
        onChange={(event) => {
          clear();
          refusedText.current = '';
          setTyped(event.currentTarget.value);
        }}
        onBlur={saveTyped}
        onKeyDown={enter.onKeyDown}
      />
      {choices.length > 0 && (
        <Group gap={6} mt={4} role="group" aria-label={`${field.label}の候補`}>
          {choices.map(({ value, label }) => (
            <Button key={value} size="compact-xs" variant="default" disabled={isBusy} onMouseDown={(event) => event.preventDefault()} onClick={() => void save(value)}>
              {label}
            </Button>
          ))}
        </Group>
      )}
    </>
  );
}

interface SeveralProps {
  readonly field: DraftField;
  readonly shared: { readonly label: string; readonly error: string | null; readonly readOnly: boolean };
  readonly onSave: (values: readonly string[]) => void;
}

/** Sent when the list is closed: half a choice is no answer. */
function SeveralInput({ field, shared, onSave }: SeveralProps) {
  const stored = Array.isArray(field.value) ? field.value.map(String) : [];
  const [values, setValues] = useState<string[]>(stored);
  const isSame = values.length === stored.length && values.every((value) => stored.includes(value));
  return <MultiSelect {...shared} data={[...(field.choices ?? [])]} placeholder={values.length ? '' : '選んでください'} value={values} onChange={setValues} onDropdownClose={() => values.length > 0 && !isSame && onSave(values)} />;
}
