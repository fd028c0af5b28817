/** What was promised to customers and is still owed, the soonest first. An overdue one raises an alarm. */
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { post } from '../../api';
import { announce } from '../../live/announce';
import { keys, useDesk } from '../../live/queries';
import { useAct } from '../../live/useAct';
import { dueState } from '../../time/spans';
import { useNow } from '../../time/useNow';
import { dueOf } from '../../ui/moments';
import { ErrorNote } from '../../ui/State';
import type { PromiseMade } from '../../wire';
import { kindLabel } from '../words';
import styles from './left.module.css';

const DUE_LABELS = { overdue: '超過', soon: 'まもなく', later: '', kept: '' } as const;

export function Promises() {
  const { data: desk } = useDesk();
  const client = useQueryClient();
  const { isBusy, problem, clear, run } = useAct();
  const now = useNow();
  const open = [...(desk?.promises ?? [])].filter((promise) => !promise.kept_at).sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at));
  useAlarm(open, now);
  const keep = (promise: PromiseMade): Promise<boolean> =>
    run(async () => {
      await post(`/promises/${promise.promise_id}/keep`);
      await Promise.all([client.invalidateQueries({ queryKey: keys.desk }), client.invalidateQueries({ queryKey: ['promises'] })]);
    });
  if (open.length === 0 && !problem) return null;
  return (
    <section className={styles.block} aria-label="お約束">
      <h2 className={styles.heading}>お約束（{open.length}）</h2>
      {problem && <ErrorNote message={problem} onClose={clear} />}
      {open.map((promise) => {
        const due = dueState(promise, now);
        return (
          <div key={promise.promise_id} className={styles.promise} data-due={due} data-testid="promise">
            <Group justify="space-between" wrap="nowrap" gap={6} align="start">
              <div>
                <Text size="xs" fw={700} c={due === 'overdue' ? 'red' : undefined}>
                  {kindLabel(promise.kind)}　{dueOf(promise.due_at)}まで {DUE_LABELS[due]}
                </Text>
                {promise.customer_name && (
                  <Text size="sm" fw={700} data-testid="promise-customer">
                    {promise.customer_name}さま
                  </Text>
                )}
                <Text size="sm">{promise.text}</Text>
                {promise.case_no && !promise.text.includes(promise.case_no) && (
                  <Text size="xs" c="dimmed" data-testid="promise-case">
                    受付番号 {promise.case_no}
                  </Text>
                )}
                {promise.asked_at && (
                  <Text size="xs" c="red" fw={700}>
                    お客さまからお問い合わせがありました（{dueOf(promise.asked_at)}）
                  </Text>
                )}
              </div>
              <Button size="compact-xs" variant="default" style={{ flexShrink: 0 }} disabled={isBusy} aria-label={`${promise.customer_name ? `${promise.customer_name}さま　` : ''}${kindLabel(promise.kind)}のお約束を済みにする`} onClick={() => void keep(promise)}>
                済み
              </Button>
            </Group>
          </div>
        );
      })}
    </section>
  );
}

function useAlarm(promises: readonly PromiseMade[], now: number): void {
  const told = useRef(new Set<string>());
  const overdue = promises.filter((promise) => dueState(promise, now) === 'overdue' && !told.current.has(promise.promise_id));
  useEffect(() => {
    for (const promise of overdue) {
      told.current.add(promise.promise_id);
      announce(`お約束の期限を過ぎました。${promise.text}`, 'at once');
    }
  });
}
