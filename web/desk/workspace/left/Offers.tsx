/** Contacts proposed to this agent, until their time runs out. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { openOffers } from '../../live/deskState';
import { keys, useDesk } from '../../live/queries';
import { useNow } from '../../time/useNow';
import { ErrorNote } from '../../ui/State';
import { OfferCard } from './OfferCard';
import styles from './left.module.css';
import { useOfferActs } from './useOfferActs';

export function Offers() {
  const { data: desk } = useDesk();
  const client = useQueryClient();
  const offers = openOffers(desk, useNow());
  const acts = useOfferActs();
  const hasRunOut = (desk?.offers.length ?? 0) > offers.length;
  useEffect(() => {
    // What a missed offer did to the presence is for the server to say.
    if (hasRunOut) void client.invalidateQueries({ queryKey: keys.desk });
  }, [client, hasRunOut]);
  if (offers.length === 0 && !acts.problem) return null;
  return (
    <div className={styles.block} data-testid="offers">
      <h2 className={styles.heading}>着信</h2>
      {acts.problem && <ErrorNote message={acts.problem} onClose={acts.clear} />}
      {offers.map((offer, index) => (
        <OfferCard key={offer.offer_id} offer={offer} isFirst={index === 0} isBusy={acts.isBusy} onAccept={() => void acts.accept(offer)} onReject={() => void acts.reject(offer)} />
      ))}
    </div>
  );
}
