/** Who is signed in on this tab. The session itself is the server's cookie; this only remembers the name and the CSRF token. */
import type { SignedIn } from './wire';

const KEY = 'toritsugi.staff:signed_in';

export function recall(): SignedIn | null {
  try {
    const held = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Partial<SignedIn> | null;
    return held?.user && typeof held.csrf_token === 'string' ? { user: held.user, csrf_token: held.csrf_token } : null;
  } catch {
    return null;
  }
}

export function remember(signedIn: SignedIn | null): void {
  try {
    if (signedIn) sessionStorage.setItem(KEY, JSON.stringify(signedIn));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the member of staff signs in again after a reload.
  }
}
