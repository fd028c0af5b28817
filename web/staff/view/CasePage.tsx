/** One case: what was submitted, the documents, and what happened since. */
import { useEffect } from 'preact/hooks';
import * as api from '../api';
import { authorLabel, fieldLabel, procedureLabel, statusLabel, stepLabel, valueText } from '../labels';
import { useReading } from '../loading';
import type { Case, Json } from '../wire';
import { Facts } from './Facts';
import { State } from './State';

interface CasePageProps {
  readonly caseNo: string;
  readonly onExpired: () => void;
}

export function CasePage({ caseNo, onExpired }: CasePageProps) {
  const { loaded, again } = useReading(() => api.caseByNo(caseNo), caseNo, onExpired);
  useEffect(() => {
    document.title = `案件 ${caseNo} - Toritsugi`;
  }, [caseNo]);
  return (
    <>
      <p>
        <a href="#/cases">← 案件</a>
      </p>
      <h1>案件 {caseNo}</h1>
      <State loaded={loaded} onAgain={again} />
      {loaded.kind === 'ready' && <Details item={loaded.value} />}
    </>
  );
}

function Details({ item }: { readonly item: Case }) {
  const fields = Object.entries(item.fields ?? {});
  return (
    <div class="columns" data-testid="case">
      <section aria-labelledby="fields">
        <h2 id="fields">受付内容</h2>
        <Facts
          facts={[
            ['手続き種別', procedureLabel(item.procedure)],
            ['状態', statusLabel(item.status)],
            ['顧客', item.customer_id ?? '－'],
          ]}
        />
        {fields.length === 0 ? (
          <p class="faint">項目はありません。</p>
        ) : (
          <div data-testid="case-fields">
            <Facts facts={fields.map(([name, value]) => [fieldLabel(name), valueText(value)] as const)} />
          </div>
        )}
      </section>
      <div>
        <Entries id="history" title="経過" entries={item.history ?? []} none="経過の記録はありません。" />
        <Entries id="documents" title="書類" entries={item.documents ?? []} none="書類はありません。" />
      </div>
    </div>
  );
}

interface EntriesProps {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly Json[];
  readonly none: string;
}

function Entries({ id, title, entries, none }: EntriesProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {entries.length === 0 ? (
        <p class="faint">{none}</p>
      ) : (
        <ol class="entries" data-testid={`case-${id}`}>
          {entries.map((entry, index) => (
            <li key={index}>
              <Entry entry={entry} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Entry({ entry }: { readonly entry: Json }) {
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return <>{valueText(entry)}</>;
  return <Facts facts={Object.entries(entry).map(([name, value]) => [fieldLabel(name), wordOf(value)] as const)} />;
}

function wordOf(value: Json): string {
  return typeof value === 'string' && value ? authorLabel(stepLabel(valueText(value))) : valueText(value);
}
