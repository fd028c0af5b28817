/** Wrap-up (後処理): contact reason and disposition are owed, whatever the clock says; the time runs on the server. */
import { Button, Group, Modal, Select, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { messageOf, post } from '../../api';
import { readAgain, useCodes } from '../../live/queries';
import { useAct } from '../../live/useAct';
import { keep, kept } from '../../session/keep';
import { serverNow } from '../../time/clock';
import { ErrorNote } from '../../ui/State';
import type { Code, Conversation } from '../../wire';
import { useChosen } from '../useChosen';
import { isWrappingUp, nameOf } from '../words';
import { useActs } from './ActsProvider';
import { PromiseFields } from './PromiseFields';
import { WrapUpTime } from './WrapUpTime';
import { asksPromise, emptyWrapUp, problemsOf, promiseOf } from './wrapUp';
import type { WrapUp, WrapUpProblems } from './wrapUp';

interface Props {
  readonly conversation: Conversation;
  readonly agentId: string;
}

export function WrapUpDialog({ conversation, agentId }: Props) {
  const { dialog, open } = useActs();
  const { choose } = useChosen();
  const client = useQueryClient();
  const codes = useCodes();
  const { isBusy, problem, run } = useAct();
  const id = conversation.conversation_id;
  const name = `wrap-up:${id}`;
  const [wrapUp, setWrapUp] = useState<WrapUp>(() => ({ ...emptyWrapUp, contactReason: conversation.contact_reason ?? null, disposition: conversation.suggested_disposition ?? null, ...kept<WrapUp>(agentId, name) }));
  const [problems, setProblems] = useState<WrapUpProblems>({});
  const promised = useRef('');
  useEffect(() => keep(agentId, name, wrapUp), [agentId, name, wrapUp]);

  const change = (over: Partial<WrapUp>): void => {
    setProblems({});
    setWrapUp((before) => ({ ...before, ...over }));
  };
  const submit = async (): Promise<void> => {
    const found = problemsOf(wrapUp, serverNow());
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const isDone = await run(async () => {
      const promise = promiseOf(wrapUp);
      // Pressed again after a refusal, the promise is not made twice.
      if (wrapUp.promises && promised.current !== JSON.stringify(promise)) {
        await post(`/conversations/${id}/promises`, promise);
        promised.current = JSON.stringify(promise);
      }
      const note = wrapUp.note.trim();
      await post(`/conversations/${id}/wrap-up`, { contact_reason: wrapUp.contactReason, disposition: wrapUp.disposition, ...(note ? { note } : {}) });
    });
    void readAgain(client, id);
    if (!isDone) return;
    keep(agentId, name, null);
    open(null);
    choose(null);
  };

  return (
    <Modal opened={dialog === 'wrap-up' && isWrappingUp(conversation)} onClose={() => open(null)} title={`後処理　${nameOf(conversation)}`} size="lg" centered closeButtonProps={{ 'aria-label': '閉じる' }}>
      <Stack gap="sm" data-testid="wrap-up-dialog">
        <WrapUpTime conversation={conversation} />
        {codes.error && <ErrorNote message={messageOf(codes.error)} onAgain={() => void codes.refetch()} />}
        <Select label="コールリーズン" placeholder="選んでください" required searchable allowDeselect={false} data={optionsOf(codes.data?.contact_reasons)} value={wrapUp.contactReason} error={problems.contactReason} onChange={(contactReason) => change({ contactReason })} nothingFoundMessage="見つかりません" data-testid="wrap-up-reason" />
        <Select label="対応結果" placeholder="選んでください" required searchable allowDeselect={false} data={optionsOf(codes.data?.dispositions)} value={wrapUp.disposition} error={problems.disposition} onChange={(disposition) => change({ disposition, promises: wrapUp.promises || asksPromise(disposition) })} nothingFoundMessage="見つかりません" data-testid="wrap-up-disposition" />
        <Textarea label="メモ" description="社内の記録です。お客さまには見えません" value={wrapUp.note} onChange={(event) => change({ note: event.currentTarget.value })} autosize minRows={2} maxRows={6} maxLength={4000} />
        <Switch label="お客さまにお約束したことがある" checked={wrapUp.promises} onChange={(event) => change({ promises: event.currentTarget.checked })} />
        {wrapUp.promises && <PromiseFields wrapUp={wrapUp} problems={problems} onChange={change} />}
        {problem && <ErrorNote message={problem} />}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            閉じても入力は残ります。
          </Text>
          <Button loading={isBusy} onClick={() => void submit()} data-testid="wrap-up-submit">
            後処理を完了する
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const optionsOf = (codes: readonly Code[] = []): { value: string; label: string }[] => codes.map(({ code, label }) => ({ value: code, label }));
