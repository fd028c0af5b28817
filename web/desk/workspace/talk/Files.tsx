import { CloseButton, Group, Loader, Pill } from '@mantine/core';
import type { Attachment } from '../../wire';

interface Props {
  readonly files: readonly Attachment[];
  /** Still on their way up. */
  readonly names: readonly string[];
  readonly onRemove: (file: Attachment) => void;
}

export function Files({ files, names, onRemove }: Props) {
  if (files.length + names.length === 0) return null;
  return (
    <Group gap={6} mb={6} role="list" aria-label="添付するファイル">
      {files.map((file) => (
        <Pill key={file.attachment_id} role="listitem" data-testid="file">
          {file.file_name}
          <CloseButton size="xs" aria-label={`${file.file_name}を外す`} onClick={() => onRemove(file)} />
        </Pill>
      ))}
      {names.map((name) => (
        <Pill key={name} role="listitem">
          <Loader size={10} /> {name}
        </Pill>
      ))}
    </Group>
  );
}
