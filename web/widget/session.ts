/**
 * One customer's conversation on one page.
 *
 * Invariant: the screen is the timeline plus the outbox. Socket events only say that there is news; after every
 * connection, gap and sleep the timeline is filled from `messages.since`.
 */
import { createCatchUp } from './catchUp';
import { createStore, isOnline } from './chatState';
import type { ChatState } from './chatState';
import { createDelivery } from './delivery';
import type { Delivery } from './delivery';
import { remove, restore } from './outbox';
import { createReceipts } from './receipts';
import type { ChatStorage } from './storage';
import { emptyTimeline, hasGap, receive } from './timeline';
import type { Transport, TransportEvents } from './transport';
import { nextTyping } from './typing';
import type { TypingNews } from './typing';
import type { AuthorKind, Fault, Holding, Message, Session } from './wire';
import { SESSION_RENEWED } from './wording';

export interface ChatSession extends Pick<Delivery, 'say' | 'resend' | 'takeBack'> {
  readonly state: () => ChatState;
  readonly subscribe: (hear: () => void) => () => void;
  readonly connect: () => void;
  readonly close: () => void;
  readonly typed: () => void;
  /** Whether the customer has the end of the conversation before their eyes. */
  readonly showsEnd: (end: boolean) => void;
  /** The page was asleep or out of sight: look whether anything was missed. */
  readonly wake: () => void;
  readonly report: (problem: Fault) => void;
}

export interface Surroundings {
  readonly storage: ChatStorage;
  readonly open: (token: () => string | null, on: TransportEvents) => Transport;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Runs later; the function returned calls it off. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** Runs `start` alone among all tabs until `release` is called, so that two tabs share one visitor token. */
  readonly alone: (start: (release: () => void) => void) => void;
}

const TYPING_EVERY_MS = 3_000;
const REFUSED_RETRY_MS = 15_000;

export function createSession({ storage, open, now, newId, after, alone }: Surroundings): ChatSession {
  const store = createStore(restore(storage.outbox(), now()));
  let release = (): void => undefined;
  let typedAt = 0;

  const transport = open(storage.token, {
    session: started,
    message: heard,
    typing,
    conversation: held,
    disconnected,
    refused,
  });
  const catchUp = createCatchUp(store, transport, after, () => delivery.settleConfirmed());
  const delivery = createDelivery({ store, storage, transport, now, newId, acknowledgedWithGap: fillGap });
  const receipts = createReceipts(store, transport, after);
  const stopListening = storage.onDroppedElsewhere((id) => {
    store.update({ outbox: remove(store.state().outbox, id) });
    if (isOnline(store)) void catchUp();
  });

  function connect(): void {
    const { connection } = store.state();
    if (connection !== 'idle' && connection !== 'refused') return;
    store.update({ connection: 'connecting' });
    if (storage.token() !== null) return transport.connect();
    alone((done) => {
      release = done;
      transport.connect();
    });
  }

  function started(session: Session): void {
    storage.setToken(session.visitor_token);
    release();
    const { conversationId } = store.state();
    const another = conversationId !== null && conversationId !== session.conversation_id;
    store.update({
      connection: 'online',
      conversationId: session.conversation_id,
      welcome: session.welcome ?? null,
      ...(another ? { timeline: emptyTimeline, holding: null, loaded: false } : {}),
    });
    receipts.anew();
    void delivery.flush();
    void catchUp();
  }

  function disconnected(): void {
    if (store.state().connection === 'idle') return;
    store.update({ connection: 'reconnecting', typing: typingAfter({ kind: 'disconnected' }) });
  }

  function refused(problem: Fault): void {
    release();
    const renewable = problem.code.includes('token') && storage.token() !== null;
    store.update({ connection: 'refused', notice: renewable ? SESSION_RENEWED : problem.message });
    if (renewable) {
      storage.setToken(null);
      connect();
    } else after(REFUSED_RETRY_MS, () => store.state().connection === 'refused' && connect());
  }

  function heard(message: Message): void {
    const typing = typingAfter({ kind: 'said', author: message.author_kind });
    store.update({ timeline: receive(store.state().timeline, message), typing });
    delivery.settleConfirmed();
    fillGap();
  }

  function fillGap(): void {
    if (hasGap(store.state().timeline)) void catchUp();
  }

  function typing(author: AuthorKind): void {
    const at = now().getTime();
    const sign = typingAfter({ kind: 'typed', author, at });
    store.update({ typing: sign });
    if (sign) after(sign.until - at, () => store.update({ typing: typingAfter({ kind: 'elapsed', at: sign.until }) }));
  }

  function held(holding: Holding): void {
    store.update({ holding });
    store.update({ typing: typingAfter({ kind: 'held' }) });
  }

  function typingAfter(news: TypingNews): ChatState['typing'] {
    return nextTyping(store.state().typing, news, store.state().holding);
  }

  return {
    state: store.state,
    subscribe: store.subscribe,
    connect,
    close: () => {
      stopListening();
      release();
      store.update({ connection: 'idle' });
      transport.disconnect();
    },
    say: (text, attachments) => {
      store.update({ notice: null });
      typedAt = 0;
      connect();
      delivery.say(text, attachments);
    },
    resend: delivery.resend,
    takeBack: delivery.takeBack,
    typed: () => {
      const at = now().getTime();
      if (!isOnline(store) || at - typedAt < TYPING_EVERY_MS) return;
      typedAt = at;
      transport.hint('typing', {});
    },
    showsEnd: receipts.shows,
    wake: () => {
      if (isOnline(store)) void catchUp();
      else if (store.state().connection === 'reconnecting') transport.reconnect();
      else if (store.state().connection === 'refused') connect();
    },
    report: (problem) => store.update({ notice: problem.message }),
  };
}
