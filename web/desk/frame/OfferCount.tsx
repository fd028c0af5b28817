import { Badge } from '@mantine/core';
import { openOffers } from '../live/deskState';
import { useDesk } from '../live/queries';
import { useNow } from '../time/useNow';

/** Offers that wait at the desk while the agent is on another page. */
export function OfferCount() {
  const { data: desk } = useDesk();
  const count = openOffers(desk, useNow()).length;
  if (count === 0) return null;
  return (
    <Badge color="orange" variant="filled" size="sm" ml={6} tt="none" data-testid="offer-count">
      着信{count}
    </Badge>
  );
}
