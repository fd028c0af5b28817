/**
 * The live connection of the desk. Everything heard here is a hint: after a reconnection the desk reads again.
 *
 * One connection per tab, opened while somebody is signed in.
 */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { AuthorKind, Agent, Conversation, Items, Message, Offer, PresenceAnswer, Queue, Receipt } from './wire';

export interface DeskEvents {
  'offer.made': Offer;
  'offer.rescinded': { readonly offer_id: string; readonly reason: string };
  message: Message & { readonly conversation_id: string };
  conversation: Partial<Conversation> & { readonly conversation_id: string };
  queues: Items<Queue>;
  agents: Items<Agent>;
  presence: PresenceAnswer;
  typing: { readonly conversation_id: string; readonly author_kind: AuthorKind; readonly author_name?: string | null };
  receipt: Receipt & { readonly conversation_id: string };
  draft: { readonly conversation_id: string };
  note: { readonly conversation_id: string };
  promise: { readonly promise_id: string };
  signed_out: object;
}

/** `waiting` until the first connection of the page; `lost` when a connection broke off. */
export type Connection = 'waiting' | 'connected' | 'lost';

const REJOIN_MS = 500;
const REJOIN_MOST_MS = 10_000;

type Listener = (event: never) => void;
const listeners = new Map<keyof DeskEvents | 'connected', Set<Listener>>();
const watchers = new Set<() => void>();
const line = { socket: null as Socket | null, connection: 'waiting' as Connection, rejoinMs: REJOIN_MS };

export function openSocket(): void {
  if (line.socket) return;
  const socket = io('/desk', { withCredentials: true, reconnectionDelayMax: 5_000 });
  line.socket = socket;
  socket.on('connect', () => {
    line.rejoinMs = REJOIN_MS;
    changeTo('connected');
    tell('connected', {});
  });
  socket.on('disconnect', () => {
    changeTo('lost');
    rejoin(socket);
  });
  socket.on('connect_error', () => {
    changeTo('lost');
    rejoin(socket);
  });
  socket.onAny((name: keyof DeskEvents, payload: object) => tell(name, payload ?? {}));
}

/** The library comes back by itself, but not when it was the server that refused or ended the connection. */
function rejoin(socket: Socket): void {
  if (socket.active) return;
  setTimeout(() => line.socket === socket && socket.connect(), line.rejoinMs);
  line.rejoinMs = Math.min(line.rejoinMs * 2, REJOIN_MOST_MS);
}

export function closeSocket(): void {
  line.socket?.disconnect();
  line.socket = null;
  changeTo('waiting');
}

export function emit(name: 'typing' | 'watch' | 'unwatch', payload: { readonly conversation_id: string }): void {
  // What was said about a moment is of no use later: nothing is kept while the line is down.
  if (line.socket?.connected) line.socket.emit(name, payload);
}

/** Listens without React; returns how to stop. `connected` is told on every connection, also the first. */
export function onDesk<Name extends keyof DeskEvents>(name: Name, listener: (event: DeskEvents[Name]) => void): () => void;
export function onDesk(name: 'connected', listener: () => void): () => void;
export function onDesk(name: keyof DeskEvents | 'connected', listener: Listener): () => void {
  const held = listeners.get(name) ?? new Set();
  listeners.set(name, held.add(listener));
  return () => void held.delete(listener);
}

export function useDeskEvent<Name extends keyof DeskEvents>(name: Name, listener: (event: DeskEvents[Name]) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => onDesk(name, (event) => latest.current(event)), [name]);
}

export function useConnection(): Connection {
  return useSyncExternalStore(watchConnection, () => line.connection);
}

function watchConnection(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}

function changeTo(connection: Connection): void {
  line.connection = connection;
  for (const changed of watchers) changed();
}

function tell(name: keyof DeskEvents | 'connected', payload: object): void {
  for (const listener of listeners.get(name) ?? []) listener(payload as never);
}
