/** What was said, newest at the foot. Only the lines in view are in the page, however long the conversation is. */
import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTalks } from '../../live/DeskProvider';
import type { OutboxEntry } from '../../live/outbox';
import type { Talk } from '../../live/talkStore';
import type { Channel, Mark } from '../../wire';
import { MarkRow } from './MarkRow';
import { MessageRow } from './MessageRow';
import { PendingRow } from './PendingRow';
import { rowsOf } from './rows';
import styles from './talk.module.css';

interface Props {
  readonly conversationId: string;
  readonly channel: Channel;
  readonly talk: Talk;
  readonly marks: readonly Mark[];
  readonly ownName: string;
  readonly onRewrite: (entry: OutboxEntry) => void;
}

const NEAR_TOP = 240;
const NEAR_END = 80;

export function Transcript({ conversationId, channel, talk, marks, ownName, onRewrite }: Props) {
  const talks = useTalks();
  const log = useRef<HTMLDivElement>(null);
  const [isAway, setIsAway] = useState(false);
  const [isTop, setIsTop] = useState(true);
  const { timeline, outbox, receipt, older } = talk;
  const rows = useMemo(() => rowsOf(timeline.messages, outbox, marks, timeline.isWhole), [timeline, outbox, marks]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => log.current,
    estimateSize: () => 72,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    paddingStart: 8,
    paddingEnd: 8,
  });
  useEffect(() => {
    virtual.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [virtual, conversationId]);
  const lastPending = outbox.at(-1)?.client_message_id;
  useEffect(() => {
    // What the agent has just sent comes into view, wherever they had scrolled to.
    if (lastPending) virtual.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [virtual, lastPending]);

  const onScroll = (): void => {
    const box = log.current;
    if (!box) return;
    if (box.scrollTop < NEAR_TOP && older === 'idle') void talks.loadOlder(conversationId);
    setIsTop(box.scrollTop < NEAR_TOP);
    setIsAway(box.scrollHeight - box.scrollTop - box.clientHeight > NEAR_END);
  };

  return (
    <div className={styles.stage}>
      <div ref={log} className={styles.log} onScroll={onScroll} role="log" aria-live="off" aria-label="やり取り" tabIndex={0} data-testid="transcript">
        <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              <div key={item.key} data-index={item.index} ref={virtual.measureElement} className={styles.row} style={{ transform: `translateY(${item.start}px)` }}>
                {row?.kind === 'message' && row.day && <div className={styles.day}>{row.day}</div>}
                {row?.kind === 'message' && <MessageRow message={row.message} channel={channel} receipt={receipt} ownName={ownName} />}
                {row?.kind === 'mark' && <MarkRow mark={row.mark} />}
                {row?.kind === 'pending' && <PendingRow entry={row.entry} conversationId={conversationId} onRewrite={onRewrite} />}
              </div>
            );
          })}
        </div>
      </div>
      {isTop && !timeline.isWhole && <Older state={older} onAgain={() => void talks.loadOlder(conversationId)} />}
      {isAway && (
        <Button className={styles.latest} size="compact-sm" radius="xl" onClick={() => virtual.scrollToIndex(rows.length - 1, { align: 'end' })}>
          最新へ ↓
        </Button>
      )}
    </div>
  );
}

interface OlderProps {
  readonly state: Talk['older'];
  readonly onAgain: () => void;
}

function Older({ state, onAgain }: OlderProps) {
  return (
    <div className={styles.older}>
      {state === 'failed' ? (
        <Button size="compact-xs" variant="default" onClick={onAgain}>
          以前のやり取りを読み込めませんでした。もう一度
        </Button>
      ) : (
        <Button size="compact-xs" variant="default" loading={state === 'loading'} onClick={onAgain}>
          以前のやり取りを見る
        </Button>
      )}
    </div>
  );
}
