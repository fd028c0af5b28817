/** Submitted procedures. */
import { useEffect, useState } from 'preact/hooks';
import * as api from '../api';
import { momentOf, procedureCodes, procedureLabel, statusLabel } from '../labels';
import { usePages } from '../loading';
import { caseHref } from '../route';
import { More, State } from './State';

export function CaseList({ onExpired }: { readonly onExpired: () => void }) {
  const [procedure, setProcedure] = useState('');
  const { loaded, more, moreFailed, again } = usePages(
    (cursor) => api.cases({ procedure }, cursor),
    procedure,
    onExpired,
  );
  useEffect(() => {
    document.title = '案件 - Toritsugi';
  }, []);
  return (
    <>
      <div class="title">
        <h1>案件</h1>
        <button type="button" data-testid="reload" onClick={again}>
          更新
        </button>
      </div>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          手続き種別
          <select
            value={procedure}
            data-testid="filter-procedure"
            onChange={(event) => setProcedure(event.currentTarget.value)}
          >
            <option value="">すべて</option>
            {procedureCodes.map((code) => (
              <option key={code} value={code}>
                {procedureLabel(code)}
              </option>
            ))}
          </select>
        </label>
      </form>
      <State loaded={loaded} onAgain={again} />
      {loaded.kind === 'ready' && loaded.value.length === 0 && (
        <p class="state" role="status" data-testid="empty">
          {procedure ? '条件に合う案件はありません。' : 'まだ案件はありません。'}
        </p>
      )}
      {loaded.kind === 'ready' && loaded.value.length > 0 && (
        <div class="table">
          <table data-testid="cases">
            <caption class="unseen">案件の一覧</caption>
            <thead>
              <tr>
                <th scope="col">案件番号</th>
                <th scope="col">手続き種別</th>
                <th scope="col">状態</th>
                <th scope="col">顧客</th>
                <th scope="col">受付</th>
              </tr>
            </thead>
            <tbody>
              {loaded.value.map((item) => (
                <tr key={item.case_no} data-testid="case-row">
                  <td>
                    <a href={caseHref(item.case_no)}>{item.case_no}</a>
                  </td>
                  <td>{procedureLabel(item.procedure)}</td>
                  <td>{statusLabel(item.status)}</td>
                  <td>{item.customer_id ?? '－'}</td>
                  <td>{momentOf(item.opened_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More more={more} failed={moreFailed} />
    </>
  );
}
