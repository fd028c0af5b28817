/** One call at a time: runs what the interpreter asks for, and tells it what happened. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import * as api from './api';
import type { Caller, Placed } from './api';
import { step } from './call';
import { placedCall } from './callState';
import type { Call, CallEvent, Effect } from './callState';
import { openSpeaker } from './speaker';

export interface CallWishes {
  readonly hasSound: boolean;
  readonly isPatient: boolean;
}

export interface PhoneLine {
  readonly call: Call | null;
  readonly isPlacing: boolean;
  readonly fault: string;
  readonly startedAt: number;
  readonly place: (caller: Caller) => void;
  readonly answer: (sid: string) => void;
  readonly happens: (event: CallEvent) => void;
  readonly putAway: () => void;
}

const LOOK_EVERY_MS = 1_000;
const RINGS_MS = 1_200;

export function useCall(wishes: CallWishes): PhoneLine {
  const [call, setCall] = useState<Call | null>(null);
  const [isPlacing, setIsPlacing] = useState(false);
  const [fault, setFault] = useState('');
  const [startedAt, setStartedAt] = useState(0);
  const line = useMemo(() => openLine(setCall), []);
  line.wishes = wishes;
  useEffect(() => line.close, [line]);

  const begin = async (placing: Promise<Placed | null>, failure: string): Promise<void> => {
    setIsPlacing(true);
    setFault('');
    const placed = await placing;
    setIsPlacing(false);
    if (!placed) {
      setFault(failure);
      return;
    }
    setStartedAt(Date.now());
    line.begin(placed);
  };

  const sid = call && call.activity.kind !== 'ended' ? call.sid : null;
  useCarrierNews(sid, line.happens);
  return {
    call,
    isPlacing,
    fault,
    startedAt,
    place: (caller) => void begin(api.placeCall(caller), '電話をかけられませんでした。番号をご確認ください。'),
    answer: (incoming) => void begin(api.answerCall(incoming), '着信は終わっていました。'),
    happens: line.happens,
    putAway: line.putAway,
  };
}

/** What the carrier has for the call: a redirection, its end, and what the agent wrote. */
function useCarrierNews(sid: string | null, happens: (event: CallEvent) => void): void {
  const seen = useRef(0);
  useEffect(() => {
    seen.current = 0;
    if (!sid) return;
    let isLooking = false;
    const look = async (): Promise<void> => {
      if (isLooking) return;
      isLooking = true;
      const news = await api.lookAtCall(sid, seen.current);
      isLooking = false;
      if (!news) return;
      seen.current = Math.max(seen.current, news.seq);
      for (const { name, text } of news.agent_lines) happens({ kind: 'agent-said', name, text });
      if (news.redirect_url) happens({ kind: 'redirected', url: news.redirect_url });
      else if (!['ringing', 'in-progress', 'queued'].includes(news.status)) happens({ kind: 'hung-up', by: 'agent' });
    };
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [sid, happens]);
}

interface Line {
  wishes: CallWishes;
  readonly begin: (placed: Placed) => void;
  readonly happens: (event: CallEvent) => void;
  readonly putAway: () => void;
  readonly close: () => void;
}

function openLine(show: (call: Call | null) => void): Line {
  let call: Call | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // One after the other: what the carrier tells about a call arrives in order.
  let telling: Promise<unknown> = Promise.resolve();
  const speaker = openSpeaker(() => ({ hasSound: line.wishes.hasSound, isQuick: line.wishes.isPatient }));

  const happens = (event: CallEvent): void => {
    if (!call) return;
    const next = step(call, event, Date.now());
    call = next.call;
    show(call);
    for (const effect of next.effects) run(next.call.sid, effect);
  };
  const later = (milliseconds: number, event: CallEvent): void => {
    clearTimeout(timer);
    timer = setTimeout(() => happens(event), milliseconds);
  };
  const tell = (act: () => Promise<unknown>): void => {
    telling = telling.then(act);
  };
  const hush = (): void => {
    clearTimeout(timer);
    speaker.hush();
  };

  const run = (sid: string, effect: Effect): void => {
    switch (effect.kind) {
      case 'prompt': {
        const over = (): void => happens({ kind: 'prompt-over', mark: effect.mark });
        if (effect.prompt.verb === 'say') speaker.speak(effect.prompt.text, over);
        else if (effect.prompt.verb === 'play') speaker.play(effect.prompt.url, over);
        else later(effect.prompt.seconds * 1_000, { kind: 'prompt-over', mark: effect.mark });
        return;
      }
      case 'utter':
        speaker.add(effect.text);
        return;
      case 'hush':
        hush();
        return;
      case 'await':
        if (effect.isSilence && line.wishes.isPatient) clearTimeout(timer);
        else later(effect.seconds * 1_000, { kind: 'time-over', mark: effect.mark });
        return;
      case 'ring':
        later(RINGS_MS, { kind: 'picked-up', mark: effect.mark });
        return;
      case 'fetch':
        void api.takeStep(sid, effect.url, effect.params).then((answer) => happens({ kind: 'answered', mark: effect.mark, ...answer }));
        return;
      case 'notify':
        tell(() => api.takeStep(sid, effect.url, effect.params));
        return;
      case 'transcribe':
        tell(() => api.speakTo(sid, effect.text, effect.url));
        return;
      case 'hang-up':
        tell(() => api.hangUp(sid));
        return;
    }
  };

  const line: Line = {
    wishes: { hasSound: false, isPatient: true },
    begin: (placed) => {
      hush();
      call = placedCall(placed.call_sid);
      happens({ kind: 'answered', mark: call.mark, status: placed.status, twiml: placed.twiml, url: placed.url });
    },
    happens,
    putAway: () => {
      hush();
      call = null;
      show(null);
    },
    close: hush,
  };
  return line;
}
