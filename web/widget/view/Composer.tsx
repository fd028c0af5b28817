/** Where the customer writes. Enter sends, Shift+Enter makes a line, Enter in a conversion does neither. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ACCEPTED_TYPES } from '../attachments';
import { trackComposition } from '../composition';
import type { Attachment, Fault } from '../wire';
import { useUploads } from './uploads';

interface ComposerProps {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly draft: string;
  readonly server: string;
  readonly token: () => string | null;
  readonly onWrite: (text: string) => void;
  readonly onSend: (text: string, attachments: readonly Attachment[]) => void;
  readonly onFault: (fault: Fault) => void;
}

export function Composer({ input, draft, server, token, onWrite, onSend, onFault }: ComposerProps) {
  const composition = useRef(trackComposition((run) => setTimeout(run, 0))).current;
  const picker = useRef<HTMLInputElement>(null);
  const { uploads, add, drop, clear } = useUploads(server, token, onFault);
  const uploading = uploads.some((upload) => upload.attachment === null);
  const sendable = !uploading && (draft.trim() !== '' || uploads.length > 0);

  useLayoutEffect(() => {
    const area = input.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [draft]);

  const send = (): void => {
    if (!sendable) return;
    onSend(
      draft.trim(),
      uploads.flatMap((upload) => upload.attachment ?? []),
    );
    clear();
    input.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {uploads.length > 0 && (
        <ul class="uploads" aria-label="添付するファイル">
          {uploads.map((upload) => (
            <li key={upload.key} data-testid="chat-upload">
              <span class="file-name">{upload.fileName}</span>
              {upload.attachment === null && <small role="status">送信準備中…</small>}
              <button type="button" aria-label={`${upload.fileName}を外す`} onClick={() => drop(upload.key)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="line">
        <button
          type="button"
          class="attach"
          aria-label="ファイルを添付"
          data-testid="chat-attach"
          onClick={() => picker.current?.click()}
        >
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path
              fill="none"
              stroke="currentColor"
              stroke-width="1.8"
              stroke-linecap="round"
              d="M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.5-7.5"
            />
          </svg>
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept={ACCEPTED_TYPES}
          data-testid="chat-file"
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        <textarea
          ref={input}
          rows={1}
          value={draft}
          aria-label="メッセージ"
          aria-describedby="hint"
          placeholder="メッセージを入力"
          enterkeyhint="send"
          data-testid="chat-input"
          onInput={(event) => onWrite(event.currentTarget.value)}
          onCompositionStart={composition.started}
          onCompositionEnd={composition.ended}
          onKeyDown={(event) => {
            if (!composition.sends(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send" aria-label="送信" aria-disabled={!sendable} data-testid="chat-send">
          <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path fill="currentColor" d="M3 20.5l19-8.5L3 3.5 3 10l12 2-12 2z" />
          </svg>
        </button>
      </div>
      <p class="privacy" data-testid="chat-privacy">
        お問い合わせ内容は記録されます。
        <span id="hint">Enterで送信、Shift+Enterで改行</span>
      </p>
    </form>
  );
}
