/** Chooses between the sign-in form and the pages. Pages away from the desk are loaded when they are opened. */
import { Center } from '@mantine/core';
import { Suspense, lazy } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useSession } from '../session/SessionProvider';
import { SignInPage } from '../session/SignInPage';
import { ErrorNote, Loading, Nothing } from '../ui/State';
import type { Role } from '../wire';
import { Workspace } from '../workspace/Workspace';
import { PageBoundary } from './PageBoundary';
import { Shell } from './Shell';
import { homeOf, placeOf } from './places';

const SupervisorPage = lazy(() => import('../pages/supervisor').then((it) => ({ default: it.SupervisorPage })));
const ContactsPage = lazy(() => import('../pages/contacts').then((it) => ({ default: it.ContactsPage })));
const ContactPage = lazy(() => import('../pages/contacts').then((it) => ({ default: it.ContactPage })));
const CasesPage = lazy(() => import('../pages/contacts').then((it) => ({ default: it.CasesPage })));
const CasePage = lazy(() => import('../pages/contacts').then((it) => ({ default: it.CasePage })));
const CustomersPage = lazy(() => import('../pages/customers').then((it) => ({ default: it.CustomersPage })));
const CustomerPage = lazy(() => import('../pages/customers').then((it) => ({ default: it.CustomerPage })));
const QuestionsPage = lazy(() => import('../pages/questions').then((it) => ({ default: it.QuestionsPage })));
const AccessLogPage = lazy(() => import('../pages/accesslog').then((it) => ({ default: it.AccessLogPage })));

export function App() {
  const { state, again } = useSession();
  if (state.kind === 'loading') return <Screen content={<Loading />} />;
  if (state.kind === 'failed') return <Screen content={<ErrorNote message={state.message} onAgain={again} />} />;
  if (state.kind === 'signed_out') return <SignInPage note={state.note} />;
  return (
    <Shell user={state.user}>
      <PageBoundary>
        <Suspense fallback={<Screen content={<Loading />} />}>
          <Pages role={state.user.role} />
        </Suspense>
      </PageBoundary>
    </Shell>
  );
}

function Pages({ role }: { readonly role: Role }) {
  const [path] = useLocation();
  const place = placeOf(path);
  if (place && !place.roles.includes(role)) {
    return path === '/' ? <Redirect to={homeOf(role)} replace /> : <Nothing>このページを開く権限がありません。</Nothing>;
  }
  return (
    <Switch>
      <Route path="/" component={Workspace} />
      <Route path="/supervisor" component={SupervisorPage} />
      <Route path="/contacts" component={ContactsPage} />
      <Route path="/contacts/:id">{({ id }) => <ContactPage key={id} contactId={id} />}</Route>
      <Route path="/cases" component={CasesPage} />
      <Route path="/cases/:id">{({ id }) => <CasePage key={id} caseNo={id} />}</Route>
      <Route path="/customers" component={CustomersPage} />
      <Route path="/customers/:id">{({ id }) => <CustomerPage key={id} customerId={id} />}</Route>
      <Route path="/questions" component={QuestionsPage} />
      <Route path="/access-log" component={AccessLogPage} />
      <Route>
        <Nothing>ページが見つかりません。</Nothing>
      </Route>
    </Switch>
  );
}

const Screen = ({ content }: { readonly content: React.ReactNode }) => <Center mih="60vh">{content}</Center>;
