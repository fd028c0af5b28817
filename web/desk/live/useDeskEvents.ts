/** Turns what the socket says into what the desk shows. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onDesk } from '../socket';
import type { DeskAnswer } from '../wire';
import { announce } from './announce';
import { withConversation, withOffer, withPresence, withoutOffer } from './deskState';
import { keys, readAgain, readAround } from './queries';
import type { Talks } from './talks';
import { showTyping, stopTyping } from './typing';

export function useDeskEvents(talks: Talks, agentId: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const change = (next: (desk: DeskAnswer) => DeskAnswer): void => {
      client.setQueryData<DeskAnswer>(keys.desk, (desk) => desk && next(desk));
    };
    const readDesk = (): void => void client.invalidateQueries({ queryKey: keys.desk });
    const stops = [
      onDesk('connected', () => {
        void client.invalidateQueries();
        talks.resumeAll();
      }),
      onDesk('offer.made', (offer) => {
        change((desk) => withOffer(desk, offer));
        announce(`着信です。${offer.packet.reason_label}。${offer.packet.customer?.name ?? ''}`, 'at once');
        readDesk();
      }),
      onDesk('offer.rescinded', ({ offer_id }) => {
        change((desk) => withoutOffer(desk, offer_id));
        readDesk();
      }),
      onDesk('message', ({ conversation_id, ...message }) => {
        talks.receive(conversation_id, message);
        readAround(client, conversation_id);
        stopTyping(conversation_id, message.author_kind);
        if (message.author_kind === 'customer') announce(`お客さま：${message.text}`);
      }),
      onDesk('conversation', (told) => {
        change((desk) => withConversation(desk, told));
        void readAgain(client, told.conversation_id);
        readAround(client, told.conversation_id);
      }),
      onDesk('presence', (told) => {
        change((desk) => withPresence(desk, told));
        readDesk();
      }),
      onDesk('typing', ({ conversation_id, author_kind, author_name }) => {
        showTyping(conversation_id, { authorKind: author_kind, authorName: author_name ?? null });
      }),
      onDesk('receipt', ({ conversation_id, ...receipt }) => talks.takeReceipt(conversation_id, receipt)),
      onDesk('draft', ({ conversation_id }) => void client.invalidateQueries({ queryKey: keys.draft(conversation_id) })),
      onDesk('note', ({ conversation_id }) => void client.invalidateQueries({ queryKey: keys.notes(conversation_id) })),
      onDesk('promise', () => {
        void client.invalidateQueries({ queryKey: ['promises'] });
        readDesk();
      }),
      onDesk('queues', (queues) => client.setQueryData(keys.queues, queues)),
      onDesk('agents', (agents) => client.setQueryData(keys.agents, agents)),
    ];
    // A short cut may pass without the socket noticing it.
    const onOnline = (): void => talks.resumeAll();
    window.addEventListener('online', onOnline);
    return () => {
      window.removeEventListener('online', onOnline);
      stops.forEach((stop) => stop());
    };
  }, [client, talks, agentId]);
}
