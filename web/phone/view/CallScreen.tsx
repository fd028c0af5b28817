/** The telephone: ringing the service, being rung by it, and the call itself. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { hangUp } from '../api';
import type { Caller } from '../api';
import { canSpeak } from '../callState';
import type { Call } from '../callState';
import { canDictate, dictate } from '../dictation';
import type { PhoneLine } from '../useCall';
import { lengthOf, statusOf } from '../wording';
import { CallLog } from './CallLog';
import { DialPad, isKey } from './DialPad';
import { WritingField } from './WritingField';

interface CallScreenProps {
  readonly line: PhoneLine;
  readonly caller: Caller | null;
  readonly owner: string;
  readonly incoming: string | null;
}

const LONGEST_SPEECH = 500;

export function CallScreen({ line, caller, owner, incoming }: CallScreenProps) {
  const { call } = line;
  if (line.isPlacing) return <Waiting text="呼び出し中…" />;
  if (call && call.activity.kind !== 'ended') return <OpenCall call={call} line={line} />;
  if (incoming) return <Ringing sid={incoming} line={line} />;
  return (
    <div class="screen">
      {call ? (
        <>
          <p class="status" role="status" data-testid="call-status">
            {statusOf(call)}
          </p>
          <CallLog lines={call.lines} />
        </>
      ) : (
        <div class="idle">
          <p class="callee">みなと海上火災保険</p>
          <p class="faint">050-0000-0000</p>
          <p class="faint" data-testid="phone-shown-owner">
            この電話：{owner}
          </p>
          <p class="faint">つながったら「住所を変更したいです」「事故の連絡です」のように話すか、ボタンを押してください。</p>
        </div>
      )}
      {line.fault && (
        <p class="bad" role="alert">
          {line.fault}
        </p>
      )}
      <button type="button" class="call" disabled={!caller} onClick={() => caller && line.place(caller)} data-testid="call-start">
        {call ? 'もう一度かける' : '電話をかける'}
      </button>
    </div>
  );
}

function Waiting({ text }: { readonly text: string }) {
  return (
    <div class="screen">
      <p class="status" role="status" data-testid="call-status">
        {text}
      </p>
    </div>
  );
}

function Ringing({ sid, line }: { readonly sid: string; readonly line: PhoneLine }) {
  return (
    <div class="screen">
      <div class="idle" role="alert">
        <p class="callee">みなと海上火災保険</p>
        <p data-testid="call-status">着信中…</p>
      </div>
      <div class="acts">
        <button type="button" onClick={() => void hangUp(sid)} data-testid="call-decline">
          出ない
        </button>
        <button type="button" class="call" onClick={() => line.answer(sid)} data-testid="call-answer">
          電話に出る
        </button>
      </div>
    </div>
  );
}

function OpenCall({ call, line }: { readonly call: Call; readonly line: PhoneLine }) {
  const input = useRef<HTMLInputElement>(null);
  const isReady = canSpeak(call);
  const { kind } = call.activity;
  useEffect(() => input.current?.focus(), [call.sid]);
  const press = (key: string): void => line.happens({ kind: 'key', key });
  return (
    <div
      class="screen"
      onKeyDown={(event) => {
        if (event.target === input.current || !isKey(event.key)) return;
        press(event.key);
      }}
    >
      <p class="status">
        <span role="status" data-testid="call-status">
          {statusOf(call)}
        </span>
        <Length since={line.startedAt} />
      </p>
      <CallLog lines={call.lines} />
      <p class="keys" aria-live="polite" data-testid="call-keys">
        {call.keys && `入力中：${call.keys}`}
      </p>
      <div class="talk">
        <WritingField
          label="話す"
          button="話す"
          testId="call-say"
          longest={LONGEST_SPEECH}
          isReady={isReady}
          field={input}
          onSend={(text) => line.happens({ kind: 'speech', text, confidence: 0.9 })}
        />
        <Microphone isReady={isReady} line={line} />
      </div>
      <DialPad isReady={isReady} onPress={press} />
      <div class="acts">
        {kind === 'ringing' ? (
          <button type="button" onClick={() => line.happens({ kind: 'dial-over', status: 'no-answer' })} data-testid="call-no-answer">
            応答なしにする
          </button>
        ) : (
          <button
            type="button"
            disabled={!isReady || kind === 'talking'}
            onClick={() => line.happens({ kind: 'silence' })}
            data-testid="call-silence"
          >
            黙っている
          </button>
        )}
        <button type="button" class="hang-up" onClick={() => line.happens({ kind: 'hung-up', by: 'caller' })} data-testid="call-hang-up">
          電話を切る
        </button>
      </div>
    </div>
  );
}

function Length({ since }: { readonly since: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <time class="length">{lengthOf(now - since)}</time>;
}

function Microphone({ isReady, line }: { readonly isReady: boolean; readonly line: PhoneLine }) {
  const [stop, setStop] = useState<(() => void) | null>(null);
  if (!canDictate()) return null;
  const listen = (): void => {
    if (stop) {
      stop();
      return;
    }
    const end = dictate(
      ({ text, confidence }) => line.happens({ kind: 'speech', text, confidence }),
      () => setStop(null),
    );
    setStop(() => end);
  };
  return (
    <button
      type="button"
      class="microphone"
      aria-pressed={stop !== null}
      aria-label="マイクで話す"
      title="マイクで話す"
      disabled={!isReady && !stop}
      onClick={listen}
      data-testid="call-microphone"
    >
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path
          fill="currentColor"
          d="M12 15a3.5 3.5 0 0 0 3.5-3.5v-5a3.5 3.5 0 0 0-7 0v5A3.5 3.5 0 0 0 12 15zm6-3.5a6 6 0 0 1-12 0H4a8 8 0 0 0 7 7.9V22h2v-2.6a8 8 0 0 0 7-7.9z"
        />
      </svg>
    </button>
  );
}
