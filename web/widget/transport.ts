/** The Socket.IO connection. The only file that knows the library; it holds no state of the conversation. */
import { io } from 'socket.io-client';
import type { AuthorKind, Fault, Holding, Message, Session } from './wire';
import { fault } from './wording';

const ANSWER_TIMEOUT_MS = 10_000;

export interface TransportEvents {
  readonly session: (session: Session) => void;
  readonly message: (message: Message) => void;
  readonly typing: (author: AuthorKind) => void;
  readonly conversation: (holding: Holding) => void;
  readonly disconnected: () => void;
  /** The server turned the connection down; it will not be tried again by itself. */
  readonly refused: (fault: Fault) => void;
}

export interface Transport {
  readonly connect: () => void;
  readonly disconnect: () => void;
  /** Tries at once instead of waiting out the back-off. */
  readonly reconnect: () => void;
  /** Resolves with the server's acknowledgement, or throws `RequestLost`. */
  readonly request: (event: string, payload: object) => Promise<unknown>;
  readonly hint: (event: string, payload: object) => void;
}

export class RequestLost extends Error {
  constructor(readonly code: 'offline' | 'timeout') {
    super(code);
  }
}

export function openTransport(server: string, token: () => string | null, on: TransportEvents): Transport {
  const socket = io(`${server}/webchat`, {
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 8_000,
    auth: (give) => {
      const visitorToken = token();
      give(visitorToken ? { visitor_token: visitorToken } : {});
    },
  });
  socket.on('session', on.session);
  socket.on('message', on.message);
  socket.on('typing', (typing?: { author_kind?: AuthorKind }) => on.typing(typing?.author_kind ?? 'bot'));
  socket.on('conversation', on.conversation);
  socket.on('disconnect', (reason) => {
    on.disconnected();
    // After a server's own goodbye the library stays away; a restarting gateway says goodbye too.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000 + Math.random() * 2_000);
  });
  socket.on('connect_error', (error) => {
    if (socket.active) on.disconnected();
    else on.refused(refusal(error));
  });
  return {
    connect: () => void socket.connect(),
    disconnect: () => void socket.disconnect(),
    reconnect: () => void socket.disconnect().connect(),
    hint: (event, payload) => void (socket.connected && socket.volatile.emit(event, payload)),
    request: async (event, payload) => {
      // The library would keep the packet and send it later; what is sent again is decided by the outbox alone.
      if (!socket.connected) throw new RequestLost('offline');
      try {
        return await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(event, payload);
      } catch {
        throw new RequestLost(socket.connected ? 'timeout' : 'offline');
      }
    },
  };
}

function refusal(error: Error & { data?: { code?: unknown; message?: unknown; error?: unknown } }): Fault {
  const told = (error.data?.error ?? error.data) as { code?: unknown; message?: unknown } | undefined;
  const unnamed = fault('refused');
  return {
    code: typeof told?.code === 'string' ? told.code : unnamed.code,
    message: typeof told?.message === 'string' ? told.message : unnamed.message,
  };
}
