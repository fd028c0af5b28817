/** The page: whose telephone it is, how it behaves, and the telephone itself. */
import { useEffect, useState } from 'preact/hooks';
import type { Caller } from '../api';
import { OTHER, OWNERS, WITHHELD, e164, plainNumber, readable } from '../owners';
import { hasJapaneseVoice } from '../speaker';
import { useCall } from '../useCall';
import type { CallWishes } from '../useCall';
import { useIncoming, useTexts } from '../useTexts';
import { CallScreen } from './CallScreen';
import { Messages } from './Messages';
import { OwnerField } from './OwnerField';
import type { Ownership } from './OwnerField';
import { Tabs } from './Tabs';
import type { Tab } from './Tabs';

export function PhonePage() {
  const [owner, setOwner] = useState<Ownership>({ choice: OWNERS[0]?.number ?? OTHER, typed: '' });
  const [tab, setTab] = useState<Tab>('call');
  const [wishes, setWishes] = useState<CallWishes>({ hasSound: true, isPatient: true });
  const line = useCall(wishes);
  const number = numberOf(owner);
  const isBusy = line.isPlacing || (line.call !== null && line.call.activity.kind !== 'ended');
  const texts = useTexts(number, tab === 'messages');
  const incoming = useIncoming(number, !isBusy);
  const newest = texts.items.findLast((text) => text.direction === 'outbound');
  useEffect(() => {
    if (incoming) setTab('call');
  }, [incoming]);

  return (
    <main>
      <section class="phone" aria-label="電話機" data-testid="phone">
        <Tabs tab={tab} unread={texts.unread} onChoose={setTab} />
        {tab === 'call' && isBusy && texts.unread > 0 && newest && (
          <button type="button" class="banner" onClick={() => setTab('messages')} data-testid="sms-banner">
            <b>SMSが届きました</b> {newest.body}
          </button>
        )}
        <div role="tabpanel" id="panel-call" aria-labelledby="tab-call" hidden={tab !== 'call'}>
          <CallScreen line={line} caller={callerOf(owner)} owner={number === null ? '非通知' : readable(number)} incoming={incoming} />
        </div>
        <div role="tabpanel" id="panel-messages" aria-labelledby="tab-messages" hidden={tab !== 'messages'}>
          {tab === 'messages' && <Messages number={number} texts={texts} onChoose={(to) => !isBusy && setOwner(ownerOf(to))} />}
        </div>
      </section>
      <section class="side">
        <p>
          <a href="/">← みなと海上火災保険（デモ）へ戻る</a>
        </p>
        <h1>お客さまの電話</h1>
        <p>
          この試用環境の<b>模擬の通信事業者</b>につながった電話です。電話をかけることも、SMSを送ることもできます。本人確認のコードなどのSMSも、ここに届きます。
        </p>
        <OwnerField owner={owner} isFixed={isBusy} onChange={setOwner} />
        <Wishes wishes={wishes} onChange={setWishes} />
        <details class="twiml">
          <summary>TwiMLを見る</summary>
          {line.call?.twiml ? (
            <>
              <p class="faint">{line.call.url}</p>
              <pre tabIndex={0} data-testid="call-twiml">{line.call.twiml.replace(/></g, '>\n<')}</pre>
            </>
          ) : (
            <p class="faint">電話をかけると、直前に受け取った指示（TwiML）を表示します。</p>
          )}
        </details>
        <p class="faint">実際の運用では、この画面はありません。SMSや通話は、本物の電話に届きます。</p>
      </section>
    </main>
  );
}

function Wishes({ wishes, onChange }: { readonly wishes: CallWishes; readonly onChange: (wishes: CallWishes) => void }) {
  const [hasVoice, setHasVoice] = useState(hasJapaneseVoice());
  useEffect(() => {
    if (typeof speechSynthesis === 'undefined') return;
    const look = (): void => setHasVoice(hasJapaneseVoice());
    speechSynthesis.addEventListener('voiceschanged', look);
    return () => speechSynthesis.removeEventListener('voiceschanged', look);
  }, []);
  return (
    <fieldset class="wishes">
      <label>
        <input
          type="checkbox"
          checked={wishes.hasSound}
          onChange={(event) => onChange({ ...wishes, hasSound: event.currentTarget.checked })}
          data-testid="phone-sound"
        />
        音を出す{!hasVoice && <span class="faint">（このブラウザーには日本語の声がないため、案内は文字だけです）</span>}
      </label>
      <label>
        <input
          type="checkbox"
          checked={wishes.isPatient}
          onChange={(event) => onChange({ ...wishes, isPatient: event.currentTarget.checked })}
          data-testid="phone-patient"
        />
        時間切れにしない<span class="faint">（外すと、本物の電話と同じ間合いで進みます）</span>
      </label>
    </fieldset>
  );
}

function numberOf(owner: Ownership): string | null {
  if (owner.choice === WITHHELD) return null;
  const plain = plainNumber(owner.choice === OTHER ? owner.typed : owner.choice);
  return plain && e164(plain);
}

function callerOf(owner: Ownership): Caller | null {
  if (owner.choice === WITHHELD) return { withheld: true };
  const number = numberOf(owner);
  return number === null ? null : { number };
}

function ownerOf(number: string): Ownership {
  const known = OWNERS.find((owner) => e164(owner.number) === number);
  return known ? { choice: known.number, typed: '' } : { choice: OTHER, typed: number.replace(/^\+81/, '0') };
}
