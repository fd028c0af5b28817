import { describe, expect, it } from 'vitest';
import { message, messages } from './fixtures';
import { customerSeq, emptyTimeline, filled, hasGap, opened, prepended, received, unreadCount, waitingSince } from './timeline';
import type { Timeline } from './timeline';

const answer = (seqs: number[], head_seq: number) => ({ messages: messages(...seqs), head_seq, epoch: 1 });
const seqs = (timeline: Timeline): number[] => timeline.messages.map((held) => held.seq);
const newest = opened(answer([8, 9, 10], 10), 11);

describe('opening and paging back', () => {
  it('holds the newest page and knows that there is more', () => {
    expect([newest.fromSeq, newest.coveredSeq, newest.isWhole]).toEqual([8, 10, false]);
  });

  it('is whole once the first message is held', () => {
    const older = prepended(prepended(newest, answer([5, 6, 7], 10)), answer([1, 2, 3, 4], 10));
    expect([seqs(older), older.isWhole]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], true]);
  });

  it('is whole when nothing older is left', () => {
    expect(prepended(newest, answer([], 10)).isWhole).toBe(true);
  });

  it('keeps what arrived while an older page was under way', () => {
    expect(seqs(prepended(received(newest, message(11)), answer([6, 7], 11)))).toEqual([6, 7, 8, 9, 10, 11]);
  });
});

describe('receiving', () => {
  it('holds each message once, in order, whatever the order of arrival', () => {
    const timeline = messages(12, 11, 12, 11).reduce(received, newest);
    expect([seqs(timeline), hasGap(timeline)]).toEqual([[8, 9, 10, 11, 12], false]);
  });

  it('sees a gap when a number was skipped', () => {
    expect(hasGap(received(newest, message(13)))).toBe(true);
  });

  it('takes the stored copy for the one built from the acknowledgement', () => {
    const stored = message(11, { text: '保存された文' });
    expect(received(received(newest, message(11)), stored).messages.at(-1)).toBe(stored);
  });
});

describe('filling', () => {
  it('closes a gap without doubling what the socket brought', () => {
    const { timeline, isComplete } = filled(received(newest, message(13)), 10, answer([11, 12, 13], 13));
    expect([seqs(timeline), hasGap(timeline), isComplete]).toEqual([[8, 9, 10, 11, 12, 13], false, true]);
  });

  it('goes on while the head lies beyond the page', () => {
    const first = filled(newest, 10, answer([11, 12], 20));
    expect([first.isComplete, first.timeline.coveredSeq]).toEqual([false, 12]);
  });

  it('ends when the server has nothing further, though numbers are missing', () => {
    const step = filled(newest, 10, answer([], 15));
    expect([step.isComplete, step.timeline.coveredSeq]).toEqual([true, 15]);
  });

  it('gives the same screen wherever the connection broke off', () => {
    const screens = [0, 1, 2, 3, 4, 5].map((heard) => {
      const before = messages(1, 2, 3, 4, 5).slice(0, heard).reduce(received, emptyTimeline);
      return seqs(filled(before, before.coveredSeq, answer([1, 2, 3, 4, 5].slice(heard), 5)).timeline).join();
    });
    expect(new Set(screens)).toEqual(new Set(['1,2,3,4,5']));
  });
});

describe('what the list shows', () => {
  const log = [message(1), message(2, { author_kind: 'agent' }), message(3), message(4, { author_kind: 'system' }), message(5)];

  it('counts unread messages of the customer only', () => {
    expect([unreadCount(log, 0), unreadCount(log, 2), unreadCount(log, 5)]).toEqual([3, 2, 0]);
  });

  it('waits since the first message that nobody answered', () => {
    expect(waitingSince(log)).toBe(log[2]?.sent_at);
    expect(waitingSince(log.slice(0, 2))).toBeNull();
  });

  it('knows the last message of the customer', () => {
    expect([customerSeq(log), customerSeq([])]).toEqual([5, 0]);
  });
});
