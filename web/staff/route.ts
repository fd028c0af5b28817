/** The page shown stands behind the `#`, so that the server serves one file and the browser's back button works. */
import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { readonly page: 'contacts' }
  | { readonly page: 'contact'; readonly contactId: string }
  | { readonly page: 'cases' }
  | { readonly page: 'case'; readonly caseNo: string };

export function parseRoute(hash: string): Route {
  const [place, id] = hash.replace(/^#\/?/, '').split('/').map(decode);
  if (place === 'contacts' && id) return { page: 'contact', contactId: id };
  if (place === 'cases') return id ? { page: 'case', caseNo: id } : { page: 'cases' };
  return { page: 'contacts' };
}

export const contactHref = (contactId: string): string => `#/contacts/${encodeURIComponent(contactId)}`;
export const caseHref = (caseNo: string): string => `#/cases/${encodeURIComponent(caseNo)}`;

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return parseRoute(hash);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
