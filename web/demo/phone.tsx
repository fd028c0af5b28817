/** Shows the SMS that the simulated carrier delivered. Looks every two seconds while the page is visible. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Sms {
  readonly to: string;
  readonly body: string;
  readonly sent_at: string;
}

type Inbox =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unreachable'; readonly items: readonly Sms[] }
  | { readonly kind: 'read'; readonly items: readonly Sms[] };

const LOOK_EVERY_MS = 2_000;
const clock = new Intl.DateTimeFormat('ja-JP', {
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'Asia/Tokyo',
});

async function read(): Promise<readonly Sms[] | null> {
  try {
    const response = await fetch('/demo/api/sms', { headers: { Accept: 'application/json' } });
    const answer = response.ok ? ((await response.json()) as { items?: unknown }) : null;
    return Array.isArray(answer?.items) ? (answer.items as Sms[]) : null;
  } catch {
    return null;
  }
}

function useInbox(): Inbox {
  const [inbox, setInbox] = useState<Inbox>({ kind: 'loading' });
  useEffect(() => {
    let reading = false;
    const look = async (): Promise<void> => {
      if (reading || document.visibilityState !== 'visible') return;
      reading = true;
      const items = await read();
      reading = false;
      setInbox((held) => {
        if (items) return { kind: 'read', items };
        return { kind: 'unreachable', items: held.kind === 'loading' ? [] : held.items };
      });
    };
    const lookNow = (): void => void look();
    lookNow();
    const timer = setInterval(lookNow, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', lookNow);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookNow);
    };
  }, []);
  return inbox;
}

function Phone() {
  const inbox = useInbox();
  const items = inbox.kind === 'loading' ? [] : [...inbox.items].sort((a, b) => b.sent_at.localeCompare(a.sent_at));
  return (
    <section class="phone" aria-label="受信したSMS">
      <h2>メッセージ</h2>
      <div role="status" class="state">
        {inbox.kind === 'loading' && <p>読み込んでいます…</p>}
        {inbox.kind === 'unreachable' && <p class="bad">サーバーにつながりません。自動で再接続します。</p>}
        {inbox.kind === 'read' && items.length === 0 && <p>まだSMSは届いていません。</p>}
      </div>
      <ul aria-live="polite" data-testid="sms-list">
        {items.map((sms, index) => (
          <li key={items.length - index} data-testid="sms">
            <p class="to">
              <span data-testid="sms-to">{sms.to}</span> 宛
              <time dateTime={sms.sent_at}>{timeOf(sms.sent_at)}</time>
            </p>
            <p class="body" data-testid="sms-body">
              {sms.body}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function timeOf(sentAt: string): string {
  const date = new Date(sentAt);
  return Number.isNaN(date.getTime()) ? '' : clock.format(date);
}

const place = document.getElementById('phone');
if (place) render(<Phone />, place);
