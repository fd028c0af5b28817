/** Files go over HTTP, before the message that names them. */
import type { Attachment, Fault } from './wire';
import { fault } from './wording';

export const ACCEPTED_TYPES = 'image/jpeg,image/png,image/heic,image/webp,application/pdf';
export const FILES_PER_MESSAGE = 5;

export class AttachmentFailed extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}

export async function upload(server: string, token: string, file: File): Promise<Attachment> {
  const form = new FormData();
  form.append('file', file, file.name);
  const response = await request(`${server}/webchat/attachments`, token, 'upload_failed', {
    method: 'POST',
    body: form,
  });
  const answer = (await response.json().catch(() => null)) as { attachment_id?: unknown } | null;
  if (typeof answer?.attachment_id !== 'string') throw new AttachmentFailed(fault('malformed'));
  return { attachment_id: answer.attachment_id, file_name: file.name, content_type: file.type, size: file.size };
}

/** Saves the file. The token travels in a header, so that it never stands in an address. */
export async function download(server: string, token: string, attachment: Attachment): Promise<void> {
  const address = new URL(attachment.url ?? '', server);
  if (address.origin !== new URL(server).origin) throw new AttachmentFailed(fault('download_failed'));
  const response = await request(address.href, token, 'download_failed', {});
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = attachment.file_name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function request(address: string, token: string, failure: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers: { Authorization: `Bearer ${token}` } });
  } catch {
    throw new AttachmentFailed(fault(failure));
  }
  if (response.ok) return response;
  const told = (await response.json().catch(() => null)) as { error?: Partial<Fault> } | null;
  const message = told?.error?.message;
  if (typeof message === 'string') throw new AttachmentFailed({ code: String(told?.error?.code), message });
  throw new AttachmentFailed(fault(response.status === 413 ? 'too_large' : failure));
}
