/** The open chat: header, log, composer. Full screen on a phone, where it also keeps the focus inside. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { AttachmentFailed, download } from '../attachments';
import type { ChatState } from '../chatState';
import type { ChatSession } from '../session';
import type { ChatStorage } from '../storage';
import type { Attachment } from '../wire';
import { fault } from '../wording';
import { Composer } from './Composer';
import { Log } from './Log';
import { Standing } from './Standing';
import { keepFocusInside, useFullScreen } from './fullScreen';

interface PanelProps {
  readonly session: ChatSession;
  readonly state: ChatState;
  readonly storage: ChatStorage;
  readonly server: string;
  readonly title: string;
  readonly isPage: boolean;
  readonly onClose: () => void;
}

export function Panel({ session, state, storage, server, title, isPage, onClose }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const fullScreen = useFullScreen(panel) && !isPage;
  const [draft, setDraft] = useState(storage.draft);

  // On a page of its own the keyboard would cover what the page says first.
  useEffect(() => (isPage ? undefined : input.current?.focus()), []);

  const write = (text: string): void => {
    setDraft(text);
    storage.setDraft(text);
  };
  const rewrite = (clientMessageId: string): void => {
    const text = session.takeBack(clientMessageId);
    write(draft ? `${text}\n${draft}` : text);
    input.current?.focus();
  };
  const choose = (value: string): void => {
    session.say(value, []);
    input.current?.focus();
  };
  const save = (attachment: Attachment): void => {
    download(server, storage.token() ?? '', attachment).catch((error: unknown) =>
      session.report(error instanceof AttachmentFailed ? error.fault : fault('download_failed')),
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.isComposing && event.keyCode !== 229) onClose();
    else if (fullScreen && panel.current) keepFocusInside(panel.current, event);
  };

  return (
    <section
      ref={panel}
      class="panel"
      lang="ja"
      role={isPage ? 'region' : 'dialog'}
      aria-modal={isPage ? undefined : fullScreen}
      aria-labelledby="title"
      data-testid="chat-panel"
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id="title">{title}</h2>
        <button type="button" class="close" aria-label="チャットを閉じる" data-testid="chat-close" onClick={onClose}>
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path stroke="currentColor" stroke-width="2" stroke-linecap="round" d="M6 6l12 12M18 6L6 18" />
          </svg>
        </button>
      </header>
      <Strips state={state} />
      <Log
        state={state}
        onChoose={choose}
        onResend={session.resend}
        onRewrite={rewrite}
        onDownload={save}
        onShowsEnd={session.showsEnd}
      />
      <Standing holding={state.holding} />
      <Composer
        input={input}
        draft={draft}
        server={server}
        token={storage.token}
        onWrite={(text) => {
          write(text);
          if (text) session.typed();
        }}
        onSend={(text, attachments) => {
          session.say(text, attachments);
          write('');
        }}
        onFault={session.report}
      />
    </section>
  );
}

function Strips({ state }: { readonly state: ChatState }) {
  return (
    <div class="strips">
      {state.welcome && (
        <p class="strip" data-testid="chat-welcome">
          {state.welcome}
        </p>
      )}
      <div role="status">
        {state.connection === 'connecting' && <p class="strip">接続しています…</p>}
        {state.connection === 'reconnecting' && (
          <p class="strip warn" data-testid="chat-banner">
            接続が切れました。再接続しています…
          </p>
        )}
      </div>
      <div role="alert">
        {state.notice && (
          <p class="strip warn" data-testid="chat-notice">
            {state.notice}
          </p>
        )}
      </div>
    </div>
  );
}
