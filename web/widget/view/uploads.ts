/** Files picked for the next message, uploaded as soon as they are picked. */
import { useRef, useState } from 'preact/hooks';
import { AttachmentFailed, FILES_PER_MESSAGE, upload } from '../attachments';
import type { Attachment, Fault } from '../wire';
import { fault } from '../wording';

export interface Upload {
  readonly key: number;
  readonly fileName: string;
  /** `null` until the server has it. */
  readonly attachment: Attachment | null;
}

interface Uploads {
  readonly uploads: readonly Upload[];
  readonly add: (files: readonly File[]) => void;
  readonly drop: (key: number) => void;
  readonly clear: () => void;
}

export function useUploads(server: string, token: () => string | null, onFault: (fault: Fault) => void): Uploads {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const lastKey = useRef(0);
  const drop = (key: number): void => setUploads((held) => held.filter((kept) => kept.key !== key));

  const begin = async (file: File): Promise<void> => {
    const visitorToken = token();
    if (visitorToken === null) return onFault(fault('upload_failed'));
    lastKey.current += 1;
    const key = lastKey.current;
    setUploads((held) => [...held, { key, fileName: file.name, attachment: null }]);
    try {
      const attachment = await upload(server, visitorToken, file);
      setUploads((held) => held.map((kept) => (kept.key === key ? { ...kept, attachment } : kept)));
    } catch (error) {
      drop(key);
      onFault(error instanceof AttachmentFailed ? error.fault : fault('upload_failed'));
    }
  };

  return {
    uploads,
    drop,
    clear: () => setUploads([]),
    add: (files) => {
      const room = FILES_PER_MESSAGE - uploads.length;
      if (files.length > room) onFault(fault('too_many'));
      for (const file of files.slice(0, room)) void begin(file);
    },
  };
}
