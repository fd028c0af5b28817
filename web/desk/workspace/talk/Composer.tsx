/** Where the agent writes. Enter sends, Shift+Enter makes a line, Enter in a Japanese conversion does neither. */
import { Button, Group, Text, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTalks } from '../../live/DeskProvider';
import { doneTyping } from '../../live/typing';
import { SmsCount } from '../../sms/SmsCount';
import { ErrorNote } from '../../ui/State';
import type { Conversation } from '../../wire';
import { SpeechHint } from './call/SpeechHint';
import { CannedPicker } from './CannedPicker';
import { Files } from './Files';
import { OvertakenBar } from './OvertakenBar';
import { Suggestions } from './Suggestions';
import { useCanned } from './useCanned';
import { useEnter } from './useEnter';
import { useUploads } from './useUploads';
import type { WritingHold } from './useWriting';
import { appended, isOvertaken } from './writing';
import styles from './composer.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly latestSeq: number;
  readonly writing: WritingHold;
}

const LONGEST = 4_000;

export function Composer({ conversation, latestSeq, writing }: Props) {
  const id = conversation.conversation_id;
  const talks = useTalks();
  const box = useRef<HTMLTextAreaElement>(null);
  const [isSuggesting, setIsSuggesting] = useState(false);
  const uploads = useUploads(id, writing.setFiles);
  const { text, basedOnSeq } = writing.writing;
  const canned = useCanned(id, text, box, writing.write);
  const isReady = !uploads.isBusy && (text.trim() !== '' || writing.files.length > 0);

  useEffect(() => {
    // Whoever came by key goes on by key; a focus that stands somewhere is left there.
    if (document.activeElement === document.body) box.current?.focus();
  }, []);

  const send = (): void => {
    if (!isReady) return;
    talks.send(id, { text: text.trim(), attachments: writing.files, basedOnSeq: basedOnSeq ?? latestSeq });
    writing.clear();
    doneTyping();
    box.current?.focus();
  };
  const enter = useEnter(send);
  const insert = (words: string): void => {
    writing.write(appended(text, words));
    setIsSuggesting(false);
    box.current?.focus();
  };

  return (
    <div className={styles.composer}>
      {canned.isOpen && <CannedPicker canned={canned} />}
      {isSuggesting && <Suggestions conversationId={id} about={latestSeq} onInsert={insert} onClose={() => setIsSuggesting(false)} />}
      {isOvertaken(writing.writing, latestSeq) && <OvertakenBar onRead={writing.reread} />}
      {uploads.problem && <ErrorNote message={uploads.problem} onClose={uploads.clear} />}
      {conversation.channel === 'voice' && <SpeechHint conversationId={id} />}
      <Files files={writing.files} names={uploads.names} onRemove={(file) => writing.setFiles((files) => files.filter((known) => known !== file))} />
      <Textarea
        ref={box}
        id="composer"
        aria-label="お客さまへのメッセージ"
        placeholder="お客さまへのメッセージ（Enterで送信、Shift+Enterで改行、:: で定型文）"
        autosize
        minRows={2}
        maxRows={9}
        maxLength={LONGEST}
        value={text}
        {...canned.aria}
        {...enter.composition}
        onChange={(event) => writing.write(event.currentTarget.value)}
        onSelect={canned.follow}
        onPaste={uploads.paste}
        onKeyDown={(event) => {
          if (!canned.takes(event)) enter.onKeyDown(event);
        }}
        data-testid="composer"
      />
      {conversation.channel === 'sms' && <SmsCount text={text} />}
      <Group justify="space-between" mt={6} gap={6} wrap="nowrap">
        <Group gap={6} wrap="nowrap">
          <Button size="compact-sm" variant="default" onClick={uploads.pick} data-testid="attach">
            添付
          </Button>
          <Button size="compact-sm" variant="default" onClick={canned.call}>
            定型文
          </Button>
          <Button size="compact-sm" variant={isSuggesting ? 'light' : 'default'} aria-expanded={isSuggesting} onClick={() => setIsSuggesting(!isSuggesting)} data-testid="suggest">
            回答候補
          </Button>
        </Group>
        <Group gap={8} wrap="nowrap">
          {text.length > LONGEST * 0.9 && (
            <Text size="xs" c="dimmed">
              {text.length}／{LONGEST}文字
            </Text>
          )}
          <Button size="compact-sm" disabled={!isReady} onClick={send} data-testid="send">
            送信
          </Button>
        </Group>
      </Group>
      {uploads.input}
    </div>
  );
}
