/** What the whole tab shows of the desk: the badge in its title, and the sentences for screen readers. */
import { useEffect } from 'react';
import { useTalks } from '../live/DeskProvider';
import { useSpoken } from '../live/announce';
import { openOffers } from '../live/deskState';
import { useDesk } from '../live/queries';
import { unreadCount } from '../live/timeline';
import { useNow } from '../time/useNow';

const BADGE = /^(?:【着信\d+】|\(\d+\) )/;

export function DeskSigns() {
  const { data: desk } = useDesk();
  const talks = useTalks();
  const now = useNow();
  const offers = openOffers(desk, now).length;
  const unread = (desk?.conversations ?? []).reduce((sum, { conversation_id }) => {
    const talk = talks.get(conversation_id);
    return sum + (talk ? unreadCount(talk.timeline.messages, talk.readSeq) : 0);
  }, 0);
  useEffect(() => {
    const badge = offers > 0 ? `【着信${offers}】` : unread > 0 ? `(${unread}) ` : '';
    // Each page names itself; here only the badge before the name is kept right.
    const title = badge + document.title.replace(BADGE, '');
    if (title !== document.title) document.title = title;
  });
  return <Spoken />;
}

function Spoken() {
  return (
    <div className="unseen" data-testid="spoken">
      <div aria-live="assertive">{useSpoken('at once')}</div>
      <div aria-live="polite">{useSpoken('in turn')}</div>
    </div>
  );
}
