/** Accepting and rejecting an offer. An accepted one is at once before the agent. */
import { useQueryClient } from '@tanstack/react-query';
import { isCode, post } from '../../api';
import { withoutOffer } from '../../live/deskState';
import { keys } from '../../live/queries';
import { useAct } from '../../live/useAct';
import { expectCall } from '../../telephone/expecting';
import type { AcceptedOffer, DeskAnswer, Offer } from '../../wire';
import { useChosen } from '../useChosen';

export function useOfferActs() {
  const client = useQueryClient();
  const { choose } = useChosen();
  const act = useAct();
  const drop = (offer: Offer): void => {
    client.setQueryData<DeskAnswer>(keys.desk, (desk) => desk && withoutOffer(desk, offer.offer_id));
  };
  const settle = async (offer: Offer, request: () => Promise<unknown>): Promise<void> => {
    try {
      await request();
      drop(offer);
    } catch (error) {
      if (isCode(error, 'offer_expired', 'offer_not_found')) drop(offer);
      throw error;
    } finally {
      void client.invalidateQueries({ queryKey: keys.desk });
    }
  };
  const accept = (offer: Offer): Promise<boolean> =>
    act.run(() =>
      settle(offer, async () => {
        // The telephone may ring before the answer is here.
        if (offer.packet.channel === 'voice' && offer.purpose === 'serve') expectCall();
        const { conversation_id } = await post<AcceptedOffer>(`/offers/${offer.offer_id}/accept`);
        await client.invalidateQueries({ queryKey: keys.conversation(conversation_id) });
        choose(conversation_id);
      }),
    );
  const reject = (offer: Offer): Promise<boolean> =>
    act.run(() => settle(offer, () => post(`/offers/${offer.offer_id}/reject`)));
  return { ...act, accept, reject };
}
