import { describe, expect, it } from 'vitest';
import { acknowledged, emptyTimeline, fill, hasGap, openChoicesSeq, receive, shownText } from './timeline';
import type { Timeline } from './timeline';
import type { Message } from './wire';

function message(seq: number, over: Partial<Message> = {}): Message {
  return {
    seq,
    message_id: `m${seq}`,
    author_kind: 'bot',
    text: `文${seq}`,
    choices: [],
    attachments: [],
    sent_at: '2026-10-01T09:00:00+09:00',
    ...over,
  };
}

function seqs(timeline: Timeline): number[] {
  return timeline.messages.map((held) => held.seq);
}

const ownSeq3 = acknowledged(
  { message_id: 'm3', seq: 3 },
  { text: 'はい', attachments: [], client_message_id: 'c1' },
  '2026-10-01T00:00:00Z',
);

describe('receive', () => {
  it('keeps messages in order of seq, whatever the order of arrival', () => {
    const timeline = [3, 1, 2].map((seq) => message(seq)).reduce(receive, emptyTimeline);
    expect(seqs(timeline)).toEqual([1, 2, 3]);
    expect(timeline.coveredSeq).toBe(3);
  });

  it('holds a message once', () => {
    const timeline = [1, 2, 2, 1].map((seq) => message(seq)).reduce(receive, emptyTimeline);
    expect(seqs(timeline)).toEqual([1, 2]);
  });

  it('sees a gap when a number was skipped', () => {
    const timeline = [1, 3].map((seq) => message(seq)).reduce(receive, emptyTimeline);
    expect(hasGap(timeline)).toBe(true);
    expect(timeline.coveredSeq).toBe(1);
  });

  it('replaces what an acknowledgement built with what the server stored', () => {
    const stored = message(3, { author_kind: 'customer', text: 'はい', client_message_id: 'c1' });
    const timeline = [message(1), message(2), ownSeq3, stored].reduce(receive, emptyTimeline);
    expect(timeline.messages[2]).toBe(stored);
    expect(hasGap(timeline)).toBe(false);
  });

  it('never lets an acknowledgement replace what the server stored', () => {
    const stored = message(3, { author_kind: 'customer', text: 'はい' });
    expect(receive(receive(emptyTimeline, stored), ownSeq3).messages).toEqual([stored]);
  });

  it('asks for the stored copy of a message known only by its acknowledgement', () => {
    expect(hasGap([message(1), message(2), ownSeq3].reduce(receive, emptyTimeline))).toBe(true);
  });
});

describe('fill', () => {
  it('closes a gap in the middle', () => {
    const gapped = [1, 4].map((seq) => message(seq)).reduce(receive, emptyTimeline);
    const { timeline, complete } = fill(gapped, 1, { messages: [2, 3, 4].map((seq) => message(seq)), head_seq: 4 });
    expect(seqs(timeline)).toEqual([1, 2, 3, 4]);
    expect([complete, hasGap(timeline)]).toEqual([true, false]);
  });

  it('takes the word of the server that a missing number is no message', () => {
    const { timeline } = fill(emptyTimeline, 0, { messages: [message(2), message(7)], head_seq: 7 });
    expect([seqs(timeline), timeline.coveredSeq, hasGap(timeline)]).toEqual([[2, 7], 7, false]);
  });

  it('is not complete while the head lies beyond the page', () => {
    const first = fill(emptyTimeline, 0, { messages: [message(1), message(2)], head_seq: 5 });
    expect([first.complete, first.timeline.coveredSeq]).toEqual([false, 2]);
    const second = fill(first.timeline, 2, { messages: [], head_seq: 5 });
    expect([second.complete, second.timeline.coveredSeq]).toEqual([true, 5]);
  });

  it('changes nothing when the same answer comes twice', () => {
    const answer = { messages: [message(1), message(2)], head_seq: 2 };
    const once = fill(emptyTimeline, 0, answer).timeline;
    expect(fill(once, 0, answer).timeline).toEqual(once);
  });

  it('gives the same screen whichever seq it resumes from', () => {
    const log = [1, 2, 4, 5, 9].map((seq) => message(seq));
    const screens = [0, 1, 2, 4, 5, 9].map((from) => {
      const seen = fill(emptyTimeline, 0, { messages: log.filter((held) => held.seq <= from), head_seq: from }).timeline;
      return fill(seen, from, { messages: log.filter((held) => held.seq > from), head_seq: 9 }).timeline;
    });
    expect(new Set(screens.map((screen) => JSON.stringify(screen))).size).toBe(1);
  });

  it('does not claim what an answer from further on cannot know', () => {
    expect(fill(emptyTimeline, 5, { messages: [message(6)], head_seq: 6 }).timeline.coveredSeq).toBe(0);
  });
});

describe('choices', () => {
  const offer = message(1, { choices: [{ label: 'はい、進めます', value: 'yes' }] });

  it('are open until something is said after them', () => {
    const offered = receive(emptyTimeline, offer);
    expect(openChoicesSeq(offered)).toBe(1);
    expect(openChoicesSeq(receive(offered, message(2)))).toBeNull();
  });

  it('show the label the customer pressed instead of its value', () => {
    const answered = [offer, message(2, { author_kind: 'customer', text: 'yes' })];
    expect(shownText(answered, 1)).toBe('はい、進めます');
  });

  it('leave everything else as it was written', () => {
    const answered = [offer, message(2, { author_kind: 'customer', text: 'いいえ' })];
    expect([shownText(answered, 0), shownText(answered, 1), shownText(answered, 2)]).toEqual(['文1', 'いいえ', '']);
  });
});
