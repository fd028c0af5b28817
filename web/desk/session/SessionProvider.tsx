/** Who is signed in on this browser. The server's cookie is the session; a refusal with 401 anywhere ends it here. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError, del, get, setCsrfToken, messageOf, whenSignedOut } from '../api';
import { closeSocket, onDesk, openSocket } from '../socket';
import type { SignedIn } from '../wire';
import { forgetEverything } from './keep';

export type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  /** `note` says why somebody who was signed in sees the form again. */
  | { readonly kind: 'signed_out'; readonly note: string | null }
  | { readonly kind: 'signed_in'; readonly user: SignedIn['user'] };

interface SessionHold {
  readonly state: SessionState;
  readonly signedIn: (answer: SignedIn) => void;
  readonly signOut: () => Promise<void>;
  readonly again: () => void;
}

const EXPIRED = 'ログインの有効期限が切れました。入力中の文章は残っています。もう一度ログインしてください。';
const Session = createContext<SessionHold | null>(null);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ kind: 'loading' });
  const queries = useQueryClient();
  const lastUser = useRef<string | null>(null);

  const signedIn = useCallback(
    (answer: SignedIn): void => {
      // Somebody else at the same browser starts with nothing of the one before.
      if (lastUser.current !== null && lastUser.current !== answer.user.id) queries.clear();
      lastUser.current = answer.user.id;
      setCsrfToken(answer.csrf_token);
      // An auditor has no desk, and the server would refuse the line.
      if (answer.user.role !== 'auditor') openSocket();
      setState({ kind: 'signed_in', user: answer.user });
    },
    [queries],
  );
  const again = useCallback((): void => {
    setState({ kind: 'loading' });
    get<SignedIn>('/session').then(signedIn, (error: unknown) => {
      const isUnknown = error instanceof ApiError && error.status === 401;
      setState(isUnknown ? { kind: 'signed_out', note: null } : { kind: 'failed', message: messageOf(error) });
    });
  }, [signedIn]);
  const signOut = useCallback(async (): Promise<void> => {
    await del('/session').catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    });
    forgetEverything();
    queries.clear();
    closeSocket();
    setState({ kind: 'signed_out', note: null });
  }, [queries]);

  useEffect(() => {
    const expire = (): void => {
      closeSocket();
      setState((now) => (now.kind === 'signed_in' ? { kind: 'signed_out', note: EXPIRED } : now));
    };
    whenSignedOut(expire);
    return onDesk('signed_out', expire);
  }, []);
  useEffect(again, [again]);

  const hold = useMemo(() => ({ state, signedIn, signOut, again }), [state, signedIn, signOut, again]);
  return <Session value={hold}>{children}</Session>;
}

export function useSession(): SessionHold {
  const hold = useContext(Session);
  if (!hold) throw new Error('useSession is used below SessionProvider.');
  return hold;
}

/** The person at the desk; only for what is shown to somebody signed in. */
export function useUser(): SignedIn['user'] {
  const { state } = useSession();
  if (state.kind !== 'signed_in') throw new Error('useUser is used while signed in.');
  return state.user;
}
