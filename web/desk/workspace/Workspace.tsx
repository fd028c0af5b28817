/** The agent's desk: what waits on the left, the talk in the middle, what is known on the right. */
import { Button, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useConversation, useDesk } from '../live/queries';
import { ApiError, messageOf } from '../api';
import { ErrorNote, Loading } from '../ui/State';
import { ActsProvider } from './actions/ActsProvider';
import { ConversationList } from './left/ConversationList';
import { Offers } from './left/Offers';
import { PresenceSwitch } from './left/PresenceSwitch';
import { Promises } from './left/Promises';
import { Shortcuts } from './Shortcuts';
import { Side } from './side/Side';
import { Talk } from './talk/Talk';
import { useChosen } from './useChosen';
import styles from './Workspace.module.css';

export function Workspace() {
  const { data: desk, isPending, error, refetch } = useDesk();
  const { chosenId } = useChosen();
  useEffect(() => {
    document.title = '応対 - Toritsugi';
  }, []);
  if (isPending) return <Loading />;
  if (!desk) return <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />;
  return (
    <ActsProvider conversationId={chosenId}>
      <Shortcuts />
      <div className={styles.columns}>
        <section className={styles.left} aria-label="着信と担当中の会話">
          <PresenceSwitch agent={desk.agent} />
          <Offers />
          <ConversationList />
          <Promises />
        </section>
        {chosenId ? <Chosen key={chosenId} conversationId={chosenId} /> : <NoneChosen isEmpty={desk.conversations.length === 0} />}
      </div>
    </ActsProvider>
  );
}

function Chosen({ conversationId }: { readonly conversationId: string }) {
  const { data: conversation, isPending, error, refetch } = useConversation(conversationId);
  const { choose } = useChosen();
  // What is no longer this agent's is not shown from memory.
  const isGone = error instanceof ApiError && (error.status === 403 || error.status === 404);
  if (isGone) return <Gone message={error.status === 403 ? 'この会話は、あなたの担当ではなくなりました。' : error.message} onClose={() => choose(null)} />;
  if (conversation) {
    return (
      <>
        <Talk conversation={conversation} />
        <Side conversation={conversation} />
      </>
    );
  }
  return (
    <section className={styles.empty} aria-label="会話">
      {isPending ? <Loading /> : <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />}
    </section>
  );
}

function Gone({ message, onClose }: { readonly message: string; readonly onClose: () => void }) {
  return (
    <section className={styles.empty} aria-label="会話" role="status" data-testid="gone">
      <Stack align="center" gap="xs">
        <Text c="dimmed">{message}</Text>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          閉じる
        </Button>
      </Stack>
    </section>
  );
}

function NoneChosen({ isEmpty }: { readonly isEmpty: boolean }) {
  return (
    <section className={styles.empty} aria-label="会話">
      <Text c="dimmed" ta="center">
        {isEmpty ? '担当している会話はありません。' : '左の一覧から会話を選んでください。'}
        <br />
        <Text span size="sm">
          キー操作の一覧は ? で開きます。
        </Text>
      </Text>
    </section>
  );
}
