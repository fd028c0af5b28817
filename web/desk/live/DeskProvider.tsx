/** The live desk of somebody who serves. It stands around all pages: offers and unsent words outlive a change of page. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { get, post } from '../api';
import { keep, kept } from '../session/keep';
import { serverNow } from '../time/clock';
import type { Conversation, DeskAnswer, MessagesAnswer, SignedIn } from '../wire';
import { newId } from './newId';
import { keys, readAgain, useDesk } from './queries';
import type { Talk } from './talkStore';
import { createTalks } from './talks';
import type { Talks } from './talks';
import { useDeskEvents } from './useDeskEvents';
import { watch } from './watching';

const DeskTalks = createContext<Talks | null>(null);

interface Props {
  readonly user: SignedIn['user'];
  readonly children: ReactNode;
}

export function DeskProvider({ user, children }: Props) {
  const client = useQueryClient();
  const talks = useMemo(() => {
    const path = (id: string): string => `/conversations/${encodeURIComponent(id)}/messages`;
    const epochOf = (id: string): number | undefined =>
      client.getQueryData<Conversation>(keys.conversation(id))?.epoch ??
      client.getQueryData<DeskAnswer>(keys.desk)?.conversations.find((known) => known.conversation_id === id)?.epoch;
    return createTalks({
      fetch: (id, query) => get<MessagesAnswer>(path(id), query),
      send: (id, entry) =>
        post(path(id), {
          client_message_id: entry.client_message_id,
          text: entry.text,
          epoch: epochOf(id),
          based_on_seq: entry.based_on_seq,
          ...(entry.attachments.length ? { attachment_ids: entry.attachments.map((file) => file.attachment_id) } : {}),
        }),
      onRefused: (id) => void readAgain(client, id),
      keep: (name, value) => keep(user.id, name, value),
      kept: (name) => kept(user.id, name),
      now: () => new Date(serverNow()).toISOString(),
      newId,
      authorName: user.name,
    });
  }, [client, user.id, user.name]);
  useDeskEvents(talks, user.id);
  useFollowing(talks);
  return <DeskTalks value={talks}>{children}</DeskTalks>;
}

/** Every conversation on the desk is followed, so that its unread count and waiting time are known. */
function useFollowing(talks: Talks): void {
  const { data } = useDesk();
  useEffect(() => {
    for (const { conversation_id, head_seq, receipt } of data?.conversations ?? []) {
      void talks.open(conversation_id, head_seq);
      if (receipt) talks.takeReceipt(conversation_id, receipt);
    }
  }, [talks, data?.conversations]);
  // A guest hears only what they read along.
  const guestIds = (data?.conversations ?? []).filter(({ state }) => state === 'consulting').map((known) => known.conversation_id).join(' ');
  useEffect(() => {
    const stops = guestIds.split(' ').filter(Boolean).map(watch);
    return () => stops.forEach((stop) => stop());
  }, [guestIds]);
}

export function useTalks(): Talks {
  const talks = useContext(DeskTalks);
  if (!talks) throw new Error('useTalks is used below DeskProvider.');
  return talks;
}

export function useTalk(conversationId: string): Talk | undefined {
  const talks = useTalks();
  return useSyncExternalStore(talks.subscribe, () => talks.get(conversationId));
}
