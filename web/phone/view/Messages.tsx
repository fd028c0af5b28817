/** The thread of text messages between this telephone and the service. */
import { useCallback, useRef, useState } from 'preact/hooks';
import { listRecipients } from '../api';
import type { Text } from '../api';
import { pieces } from '../links';
import { e164, readable } from '../owners';
import type { Texts } from '../useTexts';
import { useLooking } from '../useTexts';
import { useNewest } from './useNewest';
import { WritingField } from './WritingField';

interface MessagesProps {
  readonly number: string | null;
  readonly texts: Texts;
  readonly onChoose: (number: string) => void;
}

const LONGEST_SMS = 1_600;
const OTHERS_SHOWN = 3;
const clock = new Intl.DateTimeFormat('ja-JP', { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });

export function Messages({ number, texts, onChoose }: MessagesProps) {
  const list = useRef<HTMLDivElement>(null);
  const [isRefused, setIsRefused] = useState(false);
  useNewest(list, texts.items.length);
  const send = (body: string): void => void texts.send(body).then((isSent) => setIsRefused(!isSent));
  return (
    <div class="screen">
      <p class="status">みなと海上火災保険（SMS）</p>
      <Others number={number} onChoose={onChoose} />
      <div ref={list} class="log" role="log" aria-label="SMSのやりとり" tabIndex={0} data-testid="sms-list">
        <ol>
          {texts.items.map((text) => (
            <Message key={text.id} text={text} />
          ))}
        </ol>
      </div>
      <p class="state" role="status">
        {stateOf(number, texts, isRefused)}
      </p>
      <WritingField label="SMSを書く" button="送信" testId="sms-write" longest={LONGEST_SMS} isReady={number !== null} onSend={send} />
    </div>
  );
}

function Message({ text }: { readonly text: Text }) {
  const isMine = text.direction === 'inbound';
  return (
    <li class={isMine ? 'me' : 'service'} data-testid="sms" data-direction={text.direction}>
      <small>
        {isMine ? '送信' : '受信'} <time dateTime={text.sent_at}>{timeOf(text.sent_at)}</time>
      </small>
      <p data-testid="sms-body">
        {pieces(text.body).map((piece) =>
          piece.isLink ? (
            <a href={piece.text} target="_blank" rel="noopener noreferrer">
              {piece.text}
            </a>
          ) : (
            piece.text
          ),
        )}
      </p>
    </li>
  );
}

/** Other telephones of the trial that got a text: nobody should have to guess which one to look at. */
function Others({ number, onChoose }: { readonly number: string | null; readonly onChoose: (number: string) => void }) {
  const [recipients, setRecipients] = useState<readonly string[]>([]);
  useLooking(useCallback(async () => setRecipients(await listRecipients()), []));
  const others = recipients.filter((to) => number === null || e164(to) !== e164(number)).slice(0, OTHERS_SHOWN);
  if (others.length === 0) return null;
  return (
    <p class="others">
      ほかに届いた電話：
      {others.map((to) => (
        <button key={to} type="button" onClick={() => onChoose(e164(to))}>
          {readable(e164(to))}
        </button>
      ))}
    </p>
  );
}

function stateOf(number: string | null, texts: Texts, isRefused: boolean): string {
  if (number === null) return '非通知ではSMSを使えません。番号を選んでください。';
  if (!texts.isReachable) return 'サーバーにつながりません。自動で再接続します。';
  if (isRefused) return 'SMSを送信できませんでした。';
  return texts.items.length === 0 ? 'まだSMSはありません。' : '';
}

function timeOf(sentAt: string): string {
  const date = new Date(sentAt);
  return Number.isNaN(date.getTime()) ? '' : clock.format(date);
}
