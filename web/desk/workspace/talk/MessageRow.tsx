import { Anchor } from '@mantine/core';
import { memo } from 'react';
import { deliveryOf } from '../../live/delivery';
import { authorLabel } from '../../ui/labels';
import { timeOf } from '../../ui/moments';
import type { Attachment, Channel, Message, Receipt } from '../../wire';
import { ChannelMark } from './ChannelMark';
import styles from './talk.module.css';

interface Props {
  readonly message: Message;
  /** The contact's. */
  readonly channel: Channel;
  readonly receipt: Receipt;
  readonly ownName: string;
}

const SIDES = { customer: 'theirs', bot: 'own-bot', agent: 'own', system: 'middle' } as const;

export const MessageRow = memo(function MessageRow({ message, channel, receipt, ownName }: Props) {
  const { author_kind: author, author_name: name } = message;
  const who = author === 'agent' && name ? (name === ownName ? `${name}（自分）` : name) : name || authorLabel(author);
  return (
    <div className={styles.message} data-author={author} data-side={SIDES[author] ?? 'theirs'} data-testid="message">
      {author !== 'system' && (
        <div className={styles.by}>
          <b>{who}</b>
          <time dateTime={message.sent_at}>{timeOf(message.sent_at)}</time>
          <ChannelMark message={message} channel={channel} />
        </div>
      )}
      <div className={styles.bubble}>
        {message.text}
        {message.attachments?.map((file) => (
          <File key={file.attachment_id} file={file} />
        ))}
      </div>
      {message.choices?.length ? <div className={styles.choices}>選択肢：{message.choices.map((choice) => choice.label).join(' ／ ')}</div> : null}
      {author === 'agent' && message.channel !== 'voice' && (
        <div className={styles.delivery} data-testid="delivery">
          {channel === 'sms' ? '送信を受け付けました' : deliveryOf(message, receipt)}
        </div>
      )}
    </div>
  );
});

function File({ file }: { readonly file: Attachment }) {
  if (!file.url) return <div>添付：{file.file_name}</div>;
  return (
    <div>
      <Anchor href={file.url} target="_blank" rel="noopener noreferrer" size="sm">
        {file.content_type?.startsWith('image/') && <img className={styles.picture} src={file.url} alt={file.file_name} loading="lazy" />}
        {file.file_name}
      </Anchor>
    </div>
  );
}
