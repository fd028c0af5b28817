/** Every word of a contact, oldest first. */
import { Box, Text } from '@mantine/core';
import { Nothing } from '../../ui/State';
import { authorLabel } from '../../ui/labels';
import type { Message } from '../../wire';
import { clockText, dayText } from './times';
import classes from './transcript.module.css';

export function Transcript({ messages }: { readonly messages: readonly Message[] }) {
  if (messages.length === 0) return <Nothing>やり取りの記録はありません。</Nothing>;
  return (
    <Box component="ol" className={classes.transcript} data-testid="transcript">
      {messages.map((message, index) => (
        <Said
          key={message.seq}
          message={message}
          isNewDay={dayText(messages[index - 1]?.sent_at) !== dayText(message.sent_at)}
        />
      ))}
    </Box>
  );
}

function Said({ message, isNewDay }: { readonly message: Message; readonly isNewDay: boolean }) {
  const { choices, attachments } = message;
  return (
    <>
      {isNewDay && (
        <Text component="li" size="xs" c="dimmed" ta="center">
          {dayText(message.sent_at)}
        </Text>
      )}
      <li className={classes.said} data-author={message.author_kind} data-testid="transcript-message">
        <p className={classes.by}>
          <b>{nameOf(message)}</b>
          <time dateTime={message.sent_at}>{clockText(message.sent_at)}</time>
        </p>
        <p className={classes.text}>{message.text}</p>
        {choices?.length ? (
          <p className={classes.aside}>選択肢：{choices.map(({ label }) => label).join(' ／ ')}</p>
        ) : null}
        {attachments?.map((file) => (
          <p key={file.attachment_id} className={classes.aside}>
            添付：
            {file.url ? (
              <a href={file.url} target="_blank" rel="noreferrer">
                {file.file_name}
              </a>
            ) : (
              file.file_name || file.attachment_id
            )}
          </p>
        ))}
      </li>
    </>
  );
}

function nameOf({ author_kind, author_name }: Message): string {
  const kind = authorLabel(author_kind);
  return author_name && author_name !== kind ? `${author_name}（${kind}）` : kind;
}
