/** Which conversations this tab reads along. The server forgets it with the connection: it is told again each time. */
import { useEffect } from 'react';
import { emit, onDesk } from '../socket';

const watched = new Map<string, number>();

onDesk('connected', () => {
  for (const conversation_id of watched.keys()) emit('watch', { conversation_id });
});

export function watch(conversation_id: string): () => void {
  const count = watched.get(conversation_id) ?? 0;
  watched.set(conversation_id, count + 1);
  if (count === 0) emit('watch', { conversation_id });
  return () => {
    const left = (watched.get(conversation_id) ?? 1) - 1;
    if (left > 0) return void watched.set(conversation_id, left);
    watched.delete(conversation_id);
    emit('unwatch', { conversation_id });
  };
}

export function useWatch(conversationId: string): void {
  useEffect(() => watch(conversationId), [conversationId]);
}
