/** What stands around every page: navigation by role, the state of the line, who is signed in. */
import { AppShell, Group, Text, UnstyledButton } from '@mantine/core';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { DeskProvider } from '../live/DeskProvider';
import { TelephoneProvider } from '../telephone/TelephoneProvider';
import { TelephoneSign } from '../telephone/TelephoneSign';
import type { SignedIn } from '../wire';
import { AccountMenu } from './AccountMenu';
import { DeskSigns } from './DeskSigns';
import { LineBanner } from './LineBanner';
import { OfferCount } from './OfferCount';
import { placeOf, placesFor } from './places';

interface ShellProps {
  readonly user: SignedIn['user'];
  readonly children: ReactNode;
}

/** An auditor reads; everybody else has a live desk, on whichever page they are. */
export function Shell({ user, children }: ShellProps) {
  if (user.role === 'auditor') return <Frame user={user}>{children}</Frame>;
  return (
    <DeskProvider key={user.id} user={user}>
      <TelephoneProvider>
        <Frame user={user}>{children}</Frame>
      </TelephoneProvider>
    </DeskProvider>
  );
}

function Frame({ user, children }: ShellProps) {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const here = placeOf(path);

  return (
    <AppShell header={{ height: 48 }} padding={0}>
      <AppShell.Header className="bar">
        <UnstyledButton className="skip" onClick={() => main.current?.focus()}>
          本文へ
        </UnstyledButton>
        <Group gap="lg" h="100%" px="md" wrap="nowrap">
          <Text className="brand" fw={700}>
            Toritsugi
          </Text>
          <Group component="nav" aria-label="ページ" className="places" gap={4} wrap="nowrap">
            {placesFor(user.role).map((place) => (
              <Link key={place.path} href={place.path} className="place" aria-current={here === place ? 'page' : undefined}>
                {place.label}
                {place.path === '/' && here !== place && <OfferCount />}
              </Link>
            ))}
          </Group>
          <Group ml="auto" gap="sm" wrap="nowrap" style={{ flexShrink: 0 }}>
            <TelephoneSign />
            <LineBanner />
            <AccountMenu name={user.name} />
          </Group>
        </Group>
      </AppShell.Header>
      {user.role !== 'auditor' && <DeskSigns />}
      <AppShell.Main ref={main} tabIndex={-1} className="main">
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
