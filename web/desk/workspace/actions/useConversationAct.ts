/** An act on one conversation: its answer is shown at once, and everything that depends on it is read again. */
import { useQueryClient } from '@tanstack/react-query';
import { post } from '../../api';
import { keys, readAgain } from '../../live/queries';
import { useAct } from '../../live/useAct';
import type { Conversation } from '../../wire';

export function useConversationAct(conversation: Conversation) {
  const client = useQueryClient();
  const act = useAct();
  const id = conversation.conversation_id;
  /** `path` is below the conversation; the epoch tells the server which state the agent decided upon. */
  const send = (path: string, body: object = {}): Promise<boolean> =>
    act.run(async () => {
      try {
        const answer = await post<Partial<Conversation> | null>(`/conversations/${encodeURIComponent(id)}/${path}`, body);
        if (answer?.epoch !== undefined) client.setQueryData<Conversation>(keys.conversation(id), (known) => known && { ...known, ...answer });
      } finally {
        void readAgain(client, id);
      }
    });
  return { ...act, send };
}
