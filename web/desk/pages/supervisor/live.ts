/**
 * The floor as it is now. The socket tells at once; asking again covers what it did not tell.
 *
 * Reading a conversation is written to the access log: it is read once, when somebody opens it, and then only told.
 */
import { useThrottledCallback } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { get } from '../../api';
import { readAgain } from '../../live/queries';
import { useConnection, useDeskEvent } from '../../socket';
import type { Agent, Conversation, Items, Queue, QueueEntry } from '../../wire';
import { withRoles } from './floor';

const FLOOR = 'floor';
const SELDOM_MS = 15_000;
const WITHOUT_SOCKET_MS = 1_500;
const TOGETHER_MS = 400;

/** How often to ask: hardly while the socket tells, within two seconds while it cannot. */
const useRhythm = (): number => (useConnection() === 'connected' ? SELDOM_MS : WITHOUT_SOCKET_MS);

export function useLiveQueues() {
  const queries = useQueryClient();
  const queryKey = [FLOOR, 'queues'];
  useDeskEvent('queues', (told) => queries.setQueryData(queryKey, told));
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => get<Items<Queue>>('/queues', {}, signal),
    refetchInterval: useRhythm(),
  });
}

export function useLiveAgents() {
  const queries = useQueryClient();
  const queryKey = [FLOOR, 'agents'];
  useDeskEvent('agents', (told) =>
    queries.setQueryData<Items<Agent>>(queryKey, (known) => ({ items: withRoles(told.items, known?.items ?? []) })),
  );
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => get<Items<Agent>>('/agents', {}, signal),
    refetchInterval: useRhythm(),
  });
}

export function useLiveEntries(queue: string) {
  const queries = useQueryClient();
  const queryKey = [FLOOR, 'entries', queue];
  // Many things happen at once on a busy floor: one question answers them together.
  const askAgain = useThrottledCallback(() => void queries.invalidateQueries({ queryKey }), TOGETHER_MS);
  useDeskEvent('queues', askAgain);
  useDeskEvent('conversation', askAgain);
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => get<Items<QueueEntry>>(`/queues/${encodeURIComponent(queue)}/entries`, {}, signal),
    refetchInterval: useRhythm(),
  });
}

const watchedKey = (conversationId: string) => ['watched', conversationId];

export function useWatchedConversation(conversationId: string) {
  const queries = useQueryClient();
  const queryKey = watchedKey(conversationId);
  useDeskEvent('conversation', (told) => {
    if (told.conversation_id !== conversationId) return;
    queries.setQueryData<Conversation>(queryKey, (known) => known && { ...known, ...told });
  });
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => get<Conversation>(`/conversations/${encodeURIComponent(conversationId)}`, {}, signal),
    staleTime: 'static',
    gcTime: 60_000,
  });
}

/** What is known of a conversation because it was opened a moment ago; nothing is read for it. */
export function useKnownConversation(conversationId: string): Conversation | undefined {
  return useQuery<Conversation>({
    queryKey: watchedKey(conversationId),
    enabled: false,
    staleTime: 'static',
    gcTime: 60_000,
  }).data;
}

/** After an act nothing that is shown of the floor or of the conversation is believed any more. */
export function afterAct(queries: QueryClient, conversationId: string): void {
  queries.removeQueries({ queryKey: watchedKey(conversationId) });
  void queries.invalidateQueries({ queryKey: [FLOOR] });
  void readAgain(queries, conversationId);
}
