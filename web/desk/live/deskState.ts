/** What a socket event changes in the answer of `GET /desk` until it is read again. Pure. */
import type { Conversation, DeskAnswer, DeskConversation, Offer, PresenceAnswer } from '../wire';

export function withOffer(desk: DeskAnswer, offer: Offer): DeskAnswer {
  const others = desk.offers.filter((known) => known.offer_id !== offer.offer_id);
  return { ...desk, offers: [...others, offer] };
}

export const withoutOffer = (desk: DeskAnswer, offerId: string): DeskAnswer => ({
  ...desk,
  offers: desk.offers.filter((offer) => offer.offer_id !== offerId),
});

export const withPresence = (desk: DeskAnswer, { presence, since }: PresenceAnswer): DeskAnswer => ({
  ...desk,
  agent: { ...desk.agent, presence, since },
});

/** A late event of an earlier holder changes nothing, and a guest stays a guest whatever the holder does. */
export function withConversation(desk: DeskAnswer, told: Partial<Conversation> & { readonly conversation_id: string }): DeskAnswer {
  return {
    ...desk,
    conversations: desk.conversations.map((known) =>
      known.conversation_id === told.conversation_id && (told.epoch ?? known.epoch) >= known.epoch ? joined(known, told) : known,
    ),
  };
}

function joined(known: DeskConversation, told: Partial<Conversation>): DeskConversation {
  return { ...known, ...told, ...(known.state === 'consulting' ? { state: known.state } : {}) };
}

/** Offers whose time is not over, the most urgent first. */
export const openOffers = (desk: DeskAnswer | undefined, nowMs: number): readonly Offer[] =>
  (desk?.offers ?? [])
    .filter((offer) => Date.parse(offer.expires_at) > nowMs)
    .sort((a, b) => a.expires_at.localeCompare(b.expires_at));
