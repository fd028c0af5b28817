import { useTyping } from '../../live/typing';
import styles from './talk.module.css';

interface Props {
  readonly conversationId: string;
  readonly agentName: string;
}

export function TypingLine({ conversationId, agentName }: Props) {
  const sign = useTyping(conversationId);
  // Another tab of the same agent is no news.
  const isShown = sign && sign.authorKind !== 'bot' && sign.authorName !== agentName;
  const who = sign?.authorKind === 'customer' ? 'お客さま' : `${sign?.authorName ?? '担当者'}さん`;
  return (
    <div className={styles.typing} data-testid="typing">
      {isShown ? `${who}が入力しています…` : ''}
    </div>
  );
}
