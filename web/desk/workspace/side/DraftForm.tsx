import { Badge, Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, post } from '../../api';
import { keys } from '../../live/queries';
import { useAct } from '../../live/useAct';
import { ErrorNote } from '../../ui/State';
import type { Draft, Submitted } from '../../wire';
import { DraftFieldRow } from './DraftFieldRow';
import { missingLabels, sorted } from './fieldState';
import { Block } from './Block';
import styles from './side.module.css';

interface Props {
  readonly conversationId: string;
  readonly draft: Draft;
  readonly mayChange: boolean;
  readonly onDone: (sentence: string) => void;
}

export function DraftForm({ conversationId, draft, mayChange, onDone }: Props) {
  const client = useQueryClient();
  const path = `/conversations/${encodeURIComponent(conversationId)}/draft`;
  const form = useRef<HTMLDivElement>(null);
  const { isBusy, problem, run } = useAct();
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const missing = missingLabels(draft);
  const { asked, others } = sorted(draft);
  const isOpen = mayChange && draft.status !== 'submitted';

  const changed = (next: Draft): void => {
    setRefused({});
    requestAnimationFrame(() => {
      // The field just answered is now plain text: whoever types goes on with the next one.
      if (document.activeElement === document.body) form.current?.querySelector<HTMLElement>('[data-state="missing"] input')?.focus();
    });
    client.setQueryData(keys.draft(conversationId), next);
  };
  const submit = (): Promise<boolean> =>
    run(async () => {
      try {
        const { case_no, say } = await post<Submitted>(`${path}/submit`, { intake_id: draft.intake_id });
        onDone(`受付番号 ${case_no} で受け付けました。${say ?? ''}`);
      } catch (error) {
        if (error instanceof ApiError) setRefused(error.fields);
        void client.invalidateQueries({ queryKey: keys.draft(conversationId) });
        throw error;
      }
    });
  const row = (field: Draft['fields'][number]) => (
    <DraftFieldRow key={field.name} path={path} field={field} missing={draft.missing} mayChange={isOpen} refusal={field.name in refused ? refused[field.name] || '入力してください。' : null} onChanged={changed} />
  );

  return (
    <div ref={form}>
      <Group justify="space-between" mb={8}>
        <Text fw={700}>{draft.title}</Text>
        <Badge variant="light" tt="none" color={missing.length ? 'orange' : 'teal'}>
          {draft.status === 'submitted' ? '受付済み' : missing.length ? `未入力 ${missing.length}項目` : '入力済み'}
        </Badge>
      </Group>
      {asked.map(row)}
      {others.length > 0 && isOpen && (
        <details className={styles.more}>
          <summary>必要なときだけ入力する項目（{others.length}）</summary>
          <div style={{ marginTop: 10 }}>{others.map(row)}</div>
        </details>
      )}
      {draft.summary?.length ? (
        <Block title="お客さまへの読み上げ">
          <ul className={styles.list}>
            {draft.summary.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Block>
      ) : null}
      {problem && <ErrorNote message={problem} />}
      {isOpen && (
        <Group justify="space-between" mt={14}>
          <Button variant="subtle" color="gray" size="compact-sm" disabled={isBusy} onClick={() => void run(async () => (await post(`${path}/stop`), onDone('手続きを取りやめました。')))}>
            取りやめる
          </Button>
          <Button disabled={missing.length > 0} loading={isBusy} onClick={() => void submit()} data-testid="submit-draft">
            この内容で受け付ける
          </Button>
        </Group>
      )}
    </div>
  );
}
