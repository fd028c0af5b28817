import { Anchor, NativeSelect, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { post } from '../../api';
import { useAct } from '../../live/useAct';
import type { Code } from '../../wire';
import { useCodes } from '../contacts/names';
import type { ActFormProps } from './ActForm';
import { ActFrame } from './ActFrame';
import { afterAct, useKnownConversation } from './live';

const CHOOSE = { value: '', label: '選んでください' };
const options = (codes: readonly Code[]) => [CHOOSE, ...codes.map(({ code, label }) => ({ value: code, label }))];

export function ForceForm({ target, onClose, onDone }: ActFormProps) {
  const queries = useQueryClient();
  const codes = useCodes();
  const known = useKnownConversation(target.conversationId);
  const { isBusy, problem, run } = useAct();
  const [given, setGiven] = useState<{
    readonly reason: string | null;
    readonly disposition: string;
    readonly note: string;
  }>({ reason: null, disposition: '', note: '' });
  const reason = given.reason ?? known?.contact_reason ?? '';
  const force = async (): Promise<void> => {
    const note = given.note.trim();
    let contactId = '';
    const isDone = await run(async () => {
      const body = { contact_reason: reason, disposition: given.disposition, ...(note ? { note } : {}) };
      const answer = await post<{ contact_id: string }>(
        `/conversations/${encodeURIComponent(target.conversationId)}/force-wrap-up`,
        body,
      );
      contactId = answer.contact_id;
    });
    if (!isDone) return;
    afterAct(queries, target.conversationId);
    onDone(
      <>
        {target.label}を終えました。
        <Anchor component={Link} href={`/contacts/${encodeURIComponent(contactId)}`} size="sm">
          コンタクト履歴で見る
        </Anchor>
      </>,
    );
  };
  return (
    <ActFrame
      about={target.label}
      warning="この応対をいま終えます。待っている人や応対中の担当者からも外れ、取り消せません。"
      button="応対を終える"
      isReady={reason !== '' && given.disposition !== ''}
      isBusy={isBusy}
      problem={problem}
      onClose={onClose}
      onSubmit={() => void force()}
    >
      <NativeSelect
        label="コールリーズン"
        withAsterisk
        value={reason}
        data={options(codes.contact_reasons)}
        onChange={(event) => setGiven({ ...given, reason: event.currentTarget.value })}
        data-testid="force-reason"
      />
      <NativeSelect
        label="対応結果"
        withAsterisk
        value={given.disposition}
        data={options(codes.dispositions)}
        onChange={(event) => setGiven({ ...given, disposition: event.currentTarget.value })}
        data-testid="force-disposition"
      />
      <Textarea
        label="メモ（任意、お客さまには見えません）"
        value={given.note}
        maxLength={2000}
        autosize
        minRows={2}
        maxRows={6}
        onChange={(event) => setGiven({ ...given, note: event.currentTarget.value })}
        data-testid="force-note"
      />
    </ActFrame>
  );
}
