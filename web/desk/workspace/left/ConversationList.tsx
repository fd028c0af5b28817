/** The conversations this agent holds, takes part in, or still owes a wrap-up. */
import { useDesk } from '../../live/queries';
import { Nothing } from '../../ui/State';
import { useChosen } from '../useChosen';
import { ConversationItem } from './ConversationItem';
import styles from './left.module.css';

export function ConversationList() {
  const { data: desk } = useDesk();
  const { chosenId, choose } = useChosen();
  const conversations = desk?.conversations ?? [];
  return (
    <nav className={styles.block} aria-label="担当中の会話">
      <h2 className={styles.heading}>担当中の会話（{conversations.length}）</h2>
      {conversations.length === 0 && <Nothing>{emptyText(desk?.agent.presence)}</Nothing>}
      <ul className={styles.list}>
        {conversations.map((conversation) => (
          <li key={conversation.conversation_id}>
            <ConversationItem
              conversation={conversation}
              agentId={desk?.agent.agent_id ?? ''}
              isChosen={conversation.conversation_id === chosenId}
              onChoose={() => choose(conversation.conversation_id)}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

const emptyText = (presence: string | undefined): string =>
  presence === 'available' ? '着信をお待ちください。' : '「対応可」にすると着信が届きます。';
