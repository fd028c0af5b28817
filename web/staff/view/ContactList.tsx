/** The contact log, newest first, with filters. */
import { useEffect, useState } from 'preact/hooks';
import * as api from '../api';
import type { ContactFilter } from '../api';
import { channelCodes, channelLabel, directionLabel, lengthOf, levelLabel, momentOf } from '../labels';
import { usePages } from '../loading';
import { caseHref, contactHref } from '../route';
import type { Code, Codes, Contact } from '../wire';
import { More, State } from './State';

interface ContactListProps {
  readonly codes: Codes;
  readonly onExpired: () => void;
}

const EVERYTHING: ContactFilter = { channel: '', contactReason: '', q: '' };

export function ContactList({ codes, onExpired }: ContactListProps) {
  const [filter, setFilter] = useState(EVERYTHING);
  const key = JSON.stringify(filter);
  const { loaded, more, moreFailed, again } = usePages((cursor) => api.contacts(filter, cursor), key, onExpired);
  useEffect(() => {
    document.title = 'コンタクト履歴 - Toritsugi';
  }, []);
  return (
    <>
      <div class="title">
        <h1>コンタクト履歴</h1>
        <button type="button" data-testid="reload" onClick={again}>
          更新
        </button>
      </div>
      <FilterForm filter={filter} reasons={codes.contact_reasons} onFilter={setFilter} />
      <State loaded={loaded} onAgain={again} />
      {loaded.kind === 'ready' && loaded.value.length === 0 && (
        <p class="state" role="status" data-testid="empty">
          {key === JSON.stringify(EVERYTHING) ? 'まだコンタクトはありません。' : '条件に合うコンタクトはありません。'}
        </p>
      )}
      {loaded.kind === 'ready' && loaded.value.length > 0 && <ContactTable contacts={loaded.value} codes={codes} />}
      <More more={more} failed={moreFailed} />
    </>
  );
}

interface FilterFormProps {
  readonly filter: ContactFilter;
  readonly reasons: readonly Code[];
  readonly onFilter: (filter: ContactFilter) => void;
}

function FilterForm({ filter, reasons, onFilter }: FilterFormProps) {
  const [words, setWords] = useState(filter.q);
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ ...filter, q: words.trim() });
      }}
    >
      <label>
        チャネル
        <select
          value={filter.channel}
          data-testid="filter-channel"
          onChange={(event) => onFilter({ ...filter, channel: event.currentTarget.value })}
        >
          <option value="">すべて</option>
          {channelCodes.map((code) => (
            <option key={code} value={code}>
              {channelLabel(code)}
            </option>
          ))}
        </select>
      </label>
      <label>
        コールリーズン
        <select
          value={filter.contactReason}
          data-testid="filter-reason"
          onChange={(event) => onFilter({ ...filter, contactReason: event.currentTarget.value })}
        >
          <option value="">すべて</option>
          {reasons.map((reason) => (
            <option key={reason.code} value={reason.code}>
              {reason.label}
            </option>
          ))}
        </select>
      </label>
      <label class="wide">
        案件番号・顧客番号・コンタクトIDで探す
        <input type="search" value={words} data-testid="filter-q" onInput={(event) => setWords(event.currentTarget.value)} />
      </label>
      <button type="submit">検索</button>
    </form>
  );
}

function ContactTable({ contacts, codes }: { readonly contacts: readonly Contact[]; readonly codes: Codes }) {
  return (
    <div class="table">
      <table data-testid="contacts">
        <caption class="unseen">コンタクトの一覧</caption>
        <thead>
          <tr>
            <th scope="col">開始</th>
            <th scope="col">チャネル</th>
            <th scope="col">コールリーズン</th>
            <th scope="col">対応結果</th>
            <th scope="col">本人確認</th>
            <th scope="col">顧客</th>
            <th scope="col">案件</th>
            <th scope="col">長さ</th>
          </tr>
        </thead>
        <tbody>
          {contacts.map((contact) => (
            <tr key={contact.contact_id} data-testid="contact-row">
              <td>
                <a href={contactHref(contact.contact_id)}>{momentOf(contact.started_at)}</a>
              </td>
              <td>
                {channelLabel(contact.channel)}
                <small>{directionLabel(contact.direction)}</small>
              </td>
              <td>{codeLabel(codes.contact_reasons, contact.contact_reason)}</td>
              <td>{codeLabel(codes.dispositions, contact.disposition)}</td>
              <td>{levelLabel(contact.verification_level)}</td>
              <td>{contact.customer_id ?? '－'}</td>
              <td>
                {contact.case_nos?.length
                  ? contact.case_nos.map((caseNo) => (
                      <a key={caseNo} class="each" href={caseHref(caseNo)}>
                        {caseNo}
                      </a>
                    ))
                  : '－'}
              </td>
              <td>{lengthOf(contact.started_at, contact.ended_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function codeLabel(codes: readonly Code[], code: string | null | undefined): string {
  return code ? (codes.find((known) => known.code === code)?.label ?? code) : '－';
}
