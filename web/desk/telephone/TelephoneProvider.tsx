/** The agent's telephone, while they are signed in. Which one it is the server says. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { get } from '../api';
import { announce } from '../live/announce';
import type { TelephoneAnswer } from '../wire';
import { takeExpected } from './expecting';
import { OFF } from './telephone';
import type { Telephone, TelephoneStatus } from './telephone';
import { trialTelephone } from './trial';
import { loadDevice, twilioTelephone } from './twilio';

const Held = createContext<Telephone | null>(null);
const ASK_AGAIN_MS = 30_000;

const ask = (): Promise<TelephoneAnswer> => get<TelephoneAnswer>('/telephone/token');

async function newToken(): Promise<string> {
  const answer = await ask();
  if (answer.kind !== 'twilio') throw new Error('The telephone has become another one.');
  return answer.token;
}

export function TelephoneProvider({ children }: { readonly children: ReactNode }) {
  const [telephone, setTelephone] = useState<Telephone | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    ask().then(
      ({ kind }) => !isOver && setTelephone(kind === 'twilio' ? twilioTelephone({ newToken, load: loadDevice }) : trialTelephone()),
      () => {
        if (!isOver) timer = window.setTimeout(() => setAttempt((count) => count + 1), ASK_AGAIN_MS);
      },
    );
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [attempt]);
  useEffect(() => {
    if (!telephone) return undefined;
    const stop = telephone.onIncoming(() => {
      if (takeExpected()) return telephone.answer();
      announce('電話が鳴っています。', 'at once');
    });
    void telephone.register();
    return () => {
      stop();
      telephone.close();
    };
  }, [telephone]);
  return <Held value={telephone}>{children}</Held>;
}

const noWatch = () => () => undefined;
const off = (): TelephoneStatus => OFF;

/** `telephone` is null until the server has said which one it is. */
export function useTelephone(): { readonly telephone: Telephone | null; readonly status: TelephoneStatus } {
  const telephone = useContext(Held);
  const status = useSyncExternalStore(telephone?.subscribe ?? noWatch, telephone?.status ?? off);
  return { telephone, status };
}
