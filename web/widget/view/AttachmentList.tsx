/** Files of a message. They are saved, never shown: what a file claims to be is not to be trusted. */
import type { Attachment } from '../wire';
import { sizeOf } from '../wording';

interface AttachmentListProps {
  readonly attachments: readonly Attachment[];
  readonly onDownload?: (attachment: Attachment) => void;
}

export function AttachmentList({ attachments, onDownload }: AttachmentListProps) {
  if (attachments.length === 0) return null;
  return (
    <ul class="files" aria-label="添付ファイル">
      {attachments.map((attachment) => (
        <li key={attachment.attachment_id}>
          {onDownload && attachment.url ? (
            <button
              type="button"
              aria-label={`${attachment.file_name}を保存（${sizeOf(attachment.size)}）`}
              data-testid="chat-attachment"
              onClick={() => onDownload(attachment)}
            >
              <FileName attachment={attachment} />
            </button>
          ) : (
            <span data-testid="chat-attachment">
              <FileName attachment={attachment} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function FileName({ attachment }: { readonly attachment: Attachment }) {
  return (
    <>
      <span class="file-name">{attachment.file_name}</span> <small>{sizeOf(attachment.size)}</small>
    </>
  );
}
