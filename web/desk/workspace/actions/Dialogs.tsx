/** The dialogs of the conversation before the agent. */
import { useChosen } from '../useChosen';
import { isWrappingUp, mayWrite } from '../words';
import type { Conversation } from '../../wire';
import { useActs } from './ActsProvider';
import { ConfirmDialog } from './ConfirmDialog';
import { FlagDialog } from './FlagDialog';
import { IdentityDialog } from './IdentityDialog';
import { TransferDialog } from './TransferDialog';
import { WrapUpDialog } from './WrapUpDialog';
import { useConversationAct } from './useConversationAct';

interface Props {
  readonly conversation: Conversation;
  readonly agentId: string;
}

export function Dialogs({ conversation, agentId }: Props) {
  const { dialog, open } = useActs();
  const { isBusy, problem, clear, send } = useConversationAct(conversation);
  const close = (): void => {
    clear();
    open(null);
  };
  const { choose } = useChosen();
  const epoch = conversation.epoch;
  const isHolder = mayWrite(conversation, agentId);
  return (
    <>
      <TransferDialog conversation={conversation} agentId={agentId} />
      <IdentityDialog conversation={conversation} />
      <FlagDialog conversation={conversation} />
      {isWrappingUp(conversation) && <WrapUpDialog key={conversation.conversation_id} conversation={conversation} agentId={agentId} />}
      <ConfirmDialog
        title="自動応答に戻す"
        confirmLabel="自動応答に戻す"
        isOpen={isHolder && dialog === 'hand-back'}
        isBusy={isBusy}
        problem={problem}
        onClose={close}
        onConfirm={() => void send('hand-back', { epoch }).then((isDone) => isDone && (close(), choose(null)))}
      >
        この会話を自動応答に戻します。聴取した内容は引き継がれ、お客さまの次のメッセージから自動応答が答えます。
      </ConfirmDialog>
      <ConfirmDialog
        title="対応を終える"
        confirmLabel="対応を終える"
        isOpen={isHolder && dialog === 'end'}
        isBusy={isBusy}
        problem={problem}
        onClose={close}
        onConfirm={() => void send('end', { epoch }).then((isDone) => isDone && (clear(), open('wrap-up')))}
      >
        お客さまとの応対を終え、後処理に移ります。{conversation.channel === 'voice' && '通話が続いている場合は、電話も切れます。'}
      </ConfirmDialog>
    </>
  );
}
