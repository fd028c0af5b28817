/** Where each segment (区間) of a contact stands on its time line, in percent of the whole. Nothing here knows pixels. */

export interface SegmentTimes {
  readonly kind: string;
  readonly started_at: string;
  readonly ended_at?: string | null;
  readonly agent_id?: string | null;
}

export interface Bar<Segment extends SegmentTimes> {
  readonly segment: Segment;
  readonly left: number;
  readonly width: number;
  /** Segments that run at the same time stand in different lanes, the first in lane 0. */
  readonly lane: number;
  readonly seconds: number;
}

export interface Tick {
  readonly left: number;
  readonly at: number;
}

export interface SegmentBar<Segment extends SegmentTimes> {
  readonly bars: readonly Bar<Segment>[];
  readonly lanes: number;
  readonly ticks: readonly Tick[];
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

/** A segment without an end lasts until `now`. */
export function segmentBar<Segment extends SegmentTimes>(
  segments: readonly Segment[],
  now: number,
): SegmentBar<Segment> {
  const spans = segments
    .map((segment) => spanOf(segment, now))
    .filter(({ from }) => !Number.isNaN(from))
    .sort((one, other) => one.from - other.from);
  const first = spans[0]?.from ?? 0;
  const length = Math.max(1, Math.max(0, ...spans.map(({ to }) => to)) - first);
  const share = (milliseconds: number): number => (milliseconds / length) * 100;
  const laneEnds: number[] = [];
  const bars = spans.map(({ segment, from, to }) => ({
    segment,
    left: share(from - first),
    width: share(to - from),
    lane: takeLane(laneEnds, from, to),
    seconds: Math.round((to - from) / 1000),
  }));
  return { bars, lanes: laneEnds.length, ticks: spans.length ? ticksOf(first, length) : [] };
}

function spanOf<Segment extends SegmentTimes>(segment: Segment, now: number) {
  const from = Date.parse(segment.started_at);
  const end = segment.ended_at ? Date.parse(segment.ended_at) : now;
  return { segment, from, to: Math.max(from, Number.isNaN(end) ? from : end) };
}

/** The first lane that is free again; `ends` holds when each lane becomes free. */
function takeLane(ends: number[], from: number, to: number): number {
  const free = ends.findIndex((end) => end <= from);
  const lane = free === -1 ? ends.length : free;
  ends[lane] = to;
  return lane;
}

/** Round moments, at most seven of them, so that their labels do not touch. */
function ticksOf(first: number, length: number): Tick[] {
  const seconds = length / 1000;
  const days = Math.ceil(seconds / 7 / 86_400) * 86_400;
  const step = 1000 * (STEPS.find((candidate) => seconds / candidate <= 7) ?? days);
  const start = Math.ceil(first / step) * step;
  const count = Math.max(0, Math.floor((first + length - start) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * step;
    return { at, left: ((at - first) / length) * 100 };
  });
}
