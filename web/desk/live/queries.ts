/** What the desk reads from the server, each under one key, and the ways to read it again. */
import { useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { get } from '../api';
import type {
  Agent,
  CannedAnswer,
  Codes,
  Conversation,
  DeskAnswer,
  Draft,
  Items,
  Marks,
  Note,
  ProcedureItem,
  PromiseMade,
  Queue,
  Suggestion,
} from '../wire';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const keys = {
  desk: ['desk'] as const,
  queues: ['queues'] as const,
  agents: ['agents'] as const,
  conversation: (id: string) => ['conversation', id] as const,
  draft: (id: string) => ['conversation', id, 'draft'] as const,
  notes: (id: string) => ['conversation', id, 'notes'] as const,
  call: (id: string) => ['conversation', id, 'call'] as const,
  marks: (id: string) => ['conversation', id, 'marks'] as const,
};

const path = (id: string): string => `/conversations/${encodeURIComponent(id)}`;

/** Asked again now and then: the call also tells the server that the agent is still there. */
export const useDesk = () =>
  useQuery({ queryKey: keys.desk, queryFn: ({ signal }) => get<DeskAnswer>('/desk', {}, signal), refetchInterval: 20_000, refetchIntervalInBackground: true });

export const useConversation = (id: string | null) =>
  useQuery({
    queryKey: keys.conversation(id ?? ''),
    queryFn: ({ signal }) => get<Conversation>(path(id ?? ''), {}, signal),
    enabled: id !== null,
    // Every reading is written down: the socket says when there is something new.
    refetchOnWindowFocus: false,
  });

export const useDraft = (id: string) =>
  useQuery({ queryKey: keys.draft(id), queryFn: ({ signal }) => get<Draft | null>(`${path(id)}/draft`, {}, signal) });

export const useNotes = (id: string) =>
  useQuery({ queryKey: keys.notes(id), queryFn: ({ signal }) => get<Items<Note>>(`${path(id)}/notes`, {}, signal) });

/** Calls, links and lost SMS. What only the carrier knows is asked for now and then while the talk is before the agent. */
export const useMarks = (id: string, isLive = false) =>
  useQuery({
    queryKey: keys.marks(id),
    queryFn: ({ signal }) => get<Marks>(`${path(id)}/marks`, {}, signal),
    refetchInterval: isLive && 15_000,
  });

export const useQueues = (isNeeded = true) =>
  useQuery({ queryKey: keys.queues, queryFn: ({ signal }) => get<Items<Queue>>('/queues', {}, signal), enabled: isNeeded, refetchInterval: MINUTE });

export const useAgents = (isNeeded = true) =>
  useQuery({ queryKey: keys.agents, queryFn: ({ signal }) => get<Items<Agent>>('/agents', {}, signal), enabled: isNeeded, staleTime: 0, refetchInterval: MINUTE });

export const useCodes = () =>
  useQuery({ queryKey: ['codes'], queryFn: ({ signal }) => get<Codes>('/codes', {}, signal), staleTime: HOUR });

export const useProcedures = () =>
  useQuery({ queryKey: ['procedures'], queryFn: ({ signal }) => get<Items<ProcedureItem>>('/procedures', {}, signal), staleTime: HOUR });

export const useOpenPromises = () =>
  useQuery({ queryKey: ['promises', 'open'], queryFn: ({ signal }) => get<Items<PromiseMade>>('/promises', { state: 'open' }, signal) });

export const useCannedAnswers = (id: string, isNeeded: boolean) =>
  useQuery({
    queryKey: ['conversation', id, 'canned'],
    queryFn: ({ signal }) => get<Items<CannedAnswer>>(`${path(id)}/canned-answers`, {}, signal),
    enabled: isNeeded,
    staleTime: 5 * MINUTE,
  });

/** `about` is the seq of the customer's last message: a new one asks for new suggestions. */
export const useSuggestions = (id: string, q: string, about: number, isNeeded: boolean) =>
  useQuery({
    queryKey: ['conversation', id, 'suggestions', q, q ? 0 : about],
    queryFn: ({ signal }) => get<Items<Suggestion>>(`${path(id)}/suggestions`, { q }, signal),
    enabled: isNeeded,
    staleTime: 5 * MINUTE,
    placeholderData: (before) => before,
  });

/** Something has happened there: its call and the lines between the messages, where they are shown. */
export function readAround(client: QueryClient, conversationId: string): void {
  void client.invalidateQueries({ queryKey: keys.call(conversationId) });
  void client.invalidateQueries({ queryKey: keys.marks(conversationId) });
}

/** After an act on a conversation: what the desk shows of it is read again. */
export async function readAgain(client: QueryClient, conversationId: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: keys.desk }),
    client.invalidateQueries({ queryKey: keys.conversation(conversationId), exact: true }),
  ]);
}
