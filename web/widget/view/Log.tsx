/** The conversation as a live region. Text is only ever inserted as text nodes. */
import { useRef } from 'preact/hooks';
import type { ChatState } from '../chatState';
import { unconfirmed } from '../outbox';
import type { OutboxEntry } from '../outbox';
import { labelFor, openChoicesSeq, shownText } from '../timeline';
import type { TimelineMessage } from '../timeline';
import type { Attachment, AuthorKind } from '../wire';
import { agentOf, dayOf, timeOf } from '../wording';
import { AttachmentList } from './AttachmentList';
import { useFollowing } from './following';

interface LogProps {
  readonly state: ChatState;
  readonly onChoose: (value: string) => void;
  readonly onResend: (clientMessageId: string) => void;
  readonly onRewrite: (clientMessageId: string) => void;
  readonly onDownload: (attachment: Attachment) => void;
  /** Whether the end of the log is before the customer's eyes. */
  readonly onShowsEnd: (end: boolean) => void;
}

const AUTHORS: Record<AuthorKind, string> = { customer: 'お客さま', bot: '自動応答', agent: '担当者', system: 'お知らせ' };

export function Log({ state, onChoose, onResend, onRewrite, onDownload, onShowsEnd }: LogProps) {
  const { messages } = state.timeline;
  const waiting = unconfirmed(state.outbox, messages);
  const choicesSeq = waiting.length ? null : openChoicesSeq(state.timeline);
  const lastOwn = messages.findLast((message) => message.author_kind === 'customer');
  const log = useRef<HTMLDivElement>(null);
  useFollowing(log, waiting.length, onShowsEnd);

  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-live="polite"
      aria-label="会話"
      aria-busy={state.connection !== 'idle' && !state.loaded}
      tabIndex={0}
      data-testid="chat-log"
    >
      <p class="welcome">
        お問い合わせありがとうございます。住所変更などのお手続き、ご契約やお支払いについてのご質問を承ります。ご用件をお書きください。
      </p>
      {messages.map((message, index) => (
        <Said
          key={message.seq}
          message={message}
          text={shownText(messages, index)}
          day={dayChange(messages[index - 1]?.sent_at, message.sent_at)}
          named={!isSameAuthor(messages[index - 1], message)}
          delivered={message === lastOwn}
          choosable={message.seq === choicesSeq}
          onChoose={onChoose}
          onDownload={onDownload}
        />
      ))}
      {waiting.map((entry) => (
        <Unsent
          key={entry.client_message_id}
          entry={entry}
          text={labelFor(messages, entry.text)}
          onResend={onResend}
          onRewrite={onRewrite}
        />
      ))}
      {state.typing && (
        <p class={`typing ${state.typing.author}`} data-testid="chat-typing">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span class={state.typing.author === 'agent' ? 'typist' : 'unseen'}>
            {AUTHORS[state.typing.author]}が入力しています
          </span>
        </p>
      )}
    </div>
  );
}

interface SaidProps {
  readonly message: TimelineMessage;
  readonly text: string;
  readonly day: string | null;
  readonly named: boolean;
  readonly delivered: boolean;
  readonly choosable: boolean;
  readonly onChoose: (value: string) => void;
  readonly onDownload: (attachment: Attachment) => void;
}

function Said({ message, text, day, named, delivered, choosable, onChoose, onDownload }: SaidProps) {
  const author = message.author_kind;
  const name = author === 'agent' ? agentOf(message.author_name) : AUTHORS[author];
  return (
    <>
      {day && <p class="day">{day}</p>}
      <div class={`said ${author}`} data-testid="chat-message" data-author={author} data-seq={message.seq}>
        <p class={named && author !== 'customer' && author !== 'system' ? 'author' : 'unseen'}>{name}</p>
        {text && (
          <p class="bubble" data-testid="chat-message-text">
            {text}
          </p>
        )}
        <AttachmentList attachments={message.attachments ?? []} onDownload={onDownload} />
        {choosable && (
          <div class="choices" role="group" aria-label="選択肢">
            {message.choices?.map((choice) => (
              <button
                key={choice.value}
                type="button"
                data-testid="chat-choice"
                data-value={choice.value}
                onClick={() => onChoose(choice.value)}
              >
                {choice.label}
              </button>
            ))}
          </div>
        )}
        <p class="meta">
          <time dateTime={message.sent_at}>{timeOf(message.sent_at)}</time>
          {delivered && <span data-testid="chat-delivery">送信済み</span>}
        </p>
      </div>
    </>
  );
}

interface UnsentProps {
  readonly entry: OutboxEntry;
  readonly text: string;
  readonly onResend: (clientMessageId: string) => void;
  readonly onRewrite: (clientMessageId: string) => void;
}

function Unsent({ entry, text, onResend, onRewrite }: UnsentProps) {
  const id = entry.client_message_id;
  return (
    <div class={`said customer ${entry.state}`} data-testid="chat-unsent" data-state={entry.state}>
      <p class="unseen">{AUTHORS.customer}</p>
      {text && (
        <p class="bubble" data-testid="chat-message-text">
          {text}
        </p>
      )}
      <AttachmentList attachments={entry.attachments} />
      {entry.state === 'sending' ? (
        <p class="meta">
          <span data-testid="chat-delivery">送信中</span>
        </p>
      ) : (
        <>
          <p class="meta failure">
            <span data-testid="chat-delivery">送信できませんでした</span>
          </p>
          {entry.failure && <p class="meta failure">{entry.failure}</p>}
          <p class="remedies">
            <button type="button" data-testid="chat-resend" onClick={() => onResend(id)}>
              再送
            </button>
            <button type="button" data-testid="chat-rewrite" onClick={() => onRewrite(id)}>
              書き直す
            </button>
          </p>
        </>
      )}
    </div>
  );
}

function isSameAuthor(before: TimelineMessage | undefined, message: TimelineMessage): boolean {
  return before?.author_kind === message.author_kind && before.author_name === message.author_name;
}

function dayChange(before: string | undefined, sentAt: string): string | null {
  const day = dayOf(sentAt);
  return before !== undefined && dayOf(before) === day ? null : day;
}
