/** What stands around every page: navigation, who is signed in, sign-out. */
import { useEffect, useRef, useState } from 'preact/hooks';
import * as api from '../api';
import { useReading } from '../loading';
import { useRoute } from '../route';
import type { Route } from '../route';
import type { Codes, SignedIn } from '../wire';
import { CaseList } from './CaseList';
import { CasePage } from './CasePage';
import { ContactList } from './ContactList';
import { ContactPage } from './ContactPage';

interface FrameProps {
  readonly signedIn: SignedIn;
  readonly onSignedOut: () => void;
  readonly onExpired: () => void;
}

const NO_CODES: Codes = { contact_reasons: [], dispositions: [] };

export function Frame({ signedIn, onSignedOut, onExpired }: FrameProps) {
  const route = useRoute();
  const [problem, setProblem] = useState<string | null>(null);
  const main = useRef<HTMLElement>(null);
  const { loaded } = useReading(api.codes, 'codes', onExpired);
  // A label may be missing; the log must be readable all the same.
  const codes = loaded.kind === 'ready' ? loaded.value : NO_CODES;
  useFocusOnArrival(main, route);

  const leave = async (): Promise<void> => {
    try {
      await api.signOut(signedIn.csrf_token);
      onSignedOut();
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      if (error.status === 401) onSignedOut();
      else setProblem(error.message);
    }
  };

  return (
    <>
      <header class="bar">
        <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
          本文へ
        </a>
        <strong>Toritsugi</strong>
        <nav aria-label="ページ">
          <a href="#/contacts" aria-current={route.page.startsWith('contact') ? 'page' : undefined}>
            コンタクト履歴
          </a>
          <a href="#/cases" aria-current={route.page.startsWith('case') ? 'page' : undefined}>
            案件
          </a>
        </nav>
        <p class="who" data-testid="staff-name">
          {signedIn.user.name}
        </p>
        <button type="button" data-testid="sign-out" onClick={() => void leave()}>
          サインアウト
        </button>
      </header>
      <main ref={main} tabIndex={-1}>
        <div role="alert">{problem && <p class="problem">{problem}</p>}</div>
        <PageOf route={route} codes={codes} onExpired={onExpired} />
      </main>
    </>
  );
}

interface PageProps {
  readonly route: Route;
  readonly codes: Codes;
  readonly onExpired: () => void;
}

function PageOf({ route, codes, onExpired }: PageProps) {
  switch (route.page) {
    case 'contact':
      return <ContactPage contactId={route.contactId} codes={codes} onExpired={onExpired} />;
    case 'cases':
      return <CaseList onExpired={onExpired} />;
    case 'case':
      return <CasePage caseNo={route.caseNo} onExpired={onExpired} />;
    default:
      return <ContactList codes={codes} onExpired={onExpired} />;
  }
}

/** A screen reader starts reading at the new page, as it would after a page load. */
function useFocusOnArrival(main: { readonly current: HTMLElement | null }, route: Route): void {
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current) {
      main.current?.focus();
      scrollTo(0, 0);
    }
    arrived.current = true;
  }, [JSON.stringify(route)]);
}
