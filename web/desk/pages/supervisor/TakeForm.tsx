import { Anchor } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { post } from '../../api';
import { useAct } from '../../live/useAct';
import type { Conversation } from '../../wire';
import type { ActFormProps } from './ActForm';
import { ActFrame } from './ActFrame';
import { afterAct } from './live';

export function TakeForm({ target, onClose, onDone }: ActFormProps) {
  const queries = useQueryClient();
  const { isBusy, problem, run } = useAct();
  const take = async (): Promise<void> => {
    const isTaken = await run(() =>
      post<Conversation>(`/conversations/${encodeURIComponent(target.conversationId)}/take`),
    );
    if (!isTaken) return;
    afterAct(queries, target.conversationId);
    onDone(
      <>
        {target.label}を引き取りました。
        <Anchor component={Link} href="/" size="sm">
          応対の画面で続ける
        </Anchor>
      </>,
    );
  };
  return (
    <ActFrame
      about={target.label}
      warning="あなたが担当になります。いまの担当者や提示中の着信からは外れ、お客さまには担当が替わったことが伝わります。"
      button="引き取る"
      isReady
      isBusy={isBusy}
      problem={problem}
      onClose={onClose}
      onSubmit={() => void take()}
    />
  );
}
