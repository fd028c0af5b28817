/** The staff page: sign in, then read the contact log and the cases. */
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { recall, remember } from './signedIn';
import { Frame } from './view/Frame';
import { SignIn } from './view/SignIn';
import type { SignedIn } from './wire';

const EXPIRED = 'サインインの有効期限が切れました。もう一度サインインしてください。';

function Staff() {
  const [signedIn, setSignedIn] = useState<SignedIn | null>(recall);
  const [note, setNote] = useState<string | null>(null);
  const become = (next: SignedIn | null, why: string | null): void => {
    remember(next);
    setSignedIn(next);
    setNote(why);
  };
  if (signedIn === null) return <SignIn note={note} onSignedIn={(next) => become(next, null)} />;
  return (
    <Frame signedIn={signedIn} onSignedOut={() => become(null, null)} onExpired={() => become(null, EXPIRED)} />
  );
}

const place = document.getElementById('staff');
if (place) render(<Staff />, place);
