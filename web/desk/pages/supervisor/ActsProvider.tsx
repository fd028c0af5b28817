/**
 * The dialogs in which a supervisor steps in. They stand above the tables: a row that disappears takes no dialog along.
 */
import { Alert, Modal } from '@mantine/core';
import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import type { Agent, Queue } from '../../wire';
import { ActForm, TITLES } from './ActForm';
import { WatchDrawer } from './WatchDrawer';
import type { Act } from './floor';

export interface Target {
  readonly conversationId: string;
  readonly label: string;
}

export interface Begun {
  readonly act: Act;
  readonly target: Target;
}

interface Acts {
  readonly begin: (act: Act, target: Target) => void;
  readonly watch: (target: Target) => void;
}

const ActsContext = createContext<Acts | null>(null);

interface ActsProviderProps {
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
  readonly children: ReactNode;
}

export function ActsProvider({ queues, agents, children }: ActsProviderProps) {
  const [search, setSearch] = useSearchParams();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [watched, setWatched] = useState<Target | null>(() => fromAddress(search));
  const [notice, setNotice] = useState<ReactNode>(null);
  const place = useRef<HTMLDivElement>(null);
  // The button that opened a dialog may be gone with its row: then the focus goes to what was said about it.
  const land = useCallback((): void => {
    requestAnimationFrame(() => document.activeElement === document.body && place.current?.focus());
  }, []);
  const acts = useMemo<Acts>(
    () => ({
      begin: (act, target) => {
        setNotice(null);
        setBegun({ act, target });
      },
      watch: setWatched,
    }),
    [],
  );
  const finish = (text: ReactNode): void => {
    setBegun(null);
    setWatched(null);
    setNotice(text);
  };
  const leaveWatch = (): void => {
    setWatched(null);
    if (search.has('conversation')) setSearch(new URLSearchParams(), { replace: true });
  };
  return (
    <ActsContext value={acts}>
      <div ref={place} tabIndex={-1} role="status" style={{ outline: 'none' }} data-testid="act-notice">
        {notice && (
          <Alert color="teal" p="xs" withCloseButton closeButtonLabel="閉じる" onClose={() => setNotice(null)}>
            {notice}
          </Alert>
        )}
      </div>
      {children}
      <WatchDrawer target={watched} onClose={leaveWatch} onLeft={land} />
      <Modal
        opened={begun !== null}
        onClose={() => setBegun(null)}
        onExitTransitionEnd={land}
        title={begun && TITLES[begun.act]}
        closeButtonProps={{ 'aria-label': '閉じる' }}
      >
        {begun && (
          <ActForm begun={begun} queues={queues} agents={agents} onClose={() => setBegun(null)} onDone={finish} />
        )}
      </Modal>
    </ActsContext>
  );
}

export function useActs(): Acts {
  const acts = useContext(ActsContext);
  if (!acts) throw new Error('useActs is used below ActsProvider.');
  return acts;
}

function fromAddress(search: URLSearchParams): Target | null {
  const conversationId = search.get('conversation');
  return conversationId ? { conversationId, label: '会話' } : null;
}
