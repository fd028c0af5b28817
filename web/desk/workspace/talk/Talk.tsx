/** The conversation with the customer: what was said, and where the agent writes. */
import { useEffect } from 'react';
import { useTalk, useTalks } from '../../live/DeskProvider';
import { customerSeq } from '../../live/timeline';
import { useMarks } from '../../live/queries';
import { useWatch } from '../../live/watching';
import { useUser } from '../../session/SessionProvider';
import { ErrorNote, Loading } from '../../ui/State';
import type { Conversation, Mark } from '../../wire';
import { Dialogs } from '../actions/Dialogs';
import { mayWrite } from '../words';
import { CallBar } from './call/CallBar';
import { Composer } from './Composer';
import { SilentBar } from './SilentBar';
import { TalkHeader } from './TalkHeader';
import { Transcript } from './Transcript';
import { TypingLine } from './TypingLine';
import styles from './talk.module.css';
import { useWriting } from './useWriting';

const NO_MARKS: readonly Mark[] = [];

export function Talk({ conversation }: { readonly conversation: Conversation }) {
  const user = useUser();
  const talks = useTalks();
  const id = conversation.conversation_id;
  const talk = useTalk(id);
  const latestSeq = customerSeq(talk?.timeline.messages ?? []);
  const { data: marks } = useMarks(id, conversation.channel !== 'webchat');
  const writing = useWriting(user.id, id, latestSeq);
  useEffect(() => {
    void talks.open(id, conversation.head_seq);
    if (conversation.receipt) talks.takeReceipt(id, conversation.receipt);
  }, [talks, id, conversation.head_seq, conversation.receipt]);
  useWatch(id);
  useReading(id, latestSeq);

  return (
    <section className={styles.talk} aria-label="会話">
      <TalkHeader conversation={conversation} agentId={user.id} />
      {conversation.channel === 'voice' && conversation.agent_id === user.id && <CallBar conversation={conversation} />}
      {talk?.status === 'ready' ? (
        <Transcript
          conversationId={id}
          channel={conversation.channel}
          talk={talk}
          marks={marks?.items ?? NO_MARKS}
          ownName={user.name}
          onRewrite={(entry) => {
            talks.takeBack(id, entry.client_message_id);
            writing.rewrite(entry);
          }}
        />
      ) : (
        <div className={styles.log}>
          {talk?.status === 'failed' ? <ErrorNote message={talk.failure ?? ''} onAgain={() => void talks.open(id, conversation.head_seq)} /> : <Loading />}
        </div>
      )}
      <TypingLine conversationId={id} agentName={user.name} />
      {mayWrite(conversation, user.id) ? <Composer conversation={conversation} latestSeq={latestSeq} writing={writing} /> : <SilentBar conversation={conversation} agentId={user.id} />}
      <Dialogs conversation={conversation} agentId={user.id} />
    </section>
  );
}

/** What stands before the agent's eyes counts as read, not what a tab in the background shows. */
function useReading(conversationId: string, latestSeq: number): void {
  const talks = useTalks();
  useEffect(() => {
    const read = (): void => {
      if (document.visibilityState === 'visible') talks.markRead(conversationId, latestSeq);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [talks, conversationId, latestSeq]);
}
