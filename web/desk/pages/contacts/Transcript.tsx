/** Every word of a contact, oldest first, with what happened between them. */
import { Box, Text } from '@mantine/core';
import { Nothing } from '../../ui/State';
import { authorLabel } from '../../ui/labels';
import { isAlarming, markText } from '../../ui/marks';
import type { Mark, Message } from '../../wire';
import { meansOf } from '../../workspace/talk/means';
import { rowsOf } from '../../workspace/talk/rows';
import { clockText, dayText } from './times';
import classes from './transcript.module.css';

interface TranscriptProps {
  readonly messages: readonly Message[];
  readonly marks?: readonly Mark[];
  /** The contact's own: what came by another way says so. */
  readonly channel?: string;
  /** Nothing older is still to be read. */
  readonly isWhole?: boolean;
}

export function Transcript({ messages, marks = [], channel = 'webchat', isWhole = true }: TranscriptProps) {
  if (messages.length === 0 && marks.length === 0) return <Nothing>やり取りの記録はありません。</Nothing>;
  return (
    <Box component="ol" className={classes.transcript} data-testid="transcript">
      {rowsOf(messages, [], marks, isWhole).map((row) => {
        if (row.kind === 'message') return <Said key={row.key} message={row.message} channel={channel} isNewDay={row.day !== null} />;
        return row.kind === 'mark' && <Happened key={row.key} mark={row.mark} />;
      })}
    </Box>
  );
}

function Happened({ mark }: { readonly mark: Mark }) {
  return (
    <li className={classes.happened} data-alarming={isAlarming(mark) || undefined} data-testid="mark">
      {markText(mark)}　<time dateTime={mark.at}>{clockText(mark.at)}</time>
    </li>
  );
}

interface SaidProps {
  readonly message: Message;
  readonly channel: string;
  readonly isNewDay: boolean;
}

function Said({ message, channel, isNewDay }: SaidProps) {
  const { choices, attachments } = message;
  const means = meansOf(message, channel);
  return (
    <>
      {isNewDay && (
        <Text component="li" size="xs" c="dimmed" ta="center">
          {dayText(message.sent_at)}
        </Text>
      )}
      <li className={classes.said} data-author={message.author_kind} data-testid="transcript-message">
        <p className={classes.by}>
          <b>
            {nameOf(message)}
            {means && <span className={classes.means}>{means}</span>}
          </b>
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
