/** Who had the contact when, to see at a glance. The table of the same segments says it in words. */
import { Box } from '@mantine/core';
import { useNow } from '../../time/useNow';
import { Nothing } from '../../ui/State';
import { segmentLabel } from '../../ui/labels';
import { agentName, useAgents } from './names';
import { segmentBar } from './segmentBar';
import classes from './segments.module.css';
import { clockText, durationText } from './times';
import type { Segment } from './wire';

const LANE_PX = 26;
/** In percent of the line, at the narrowest screen the desk is made for. */
const ROOM_FOR_KIND = 7;
const ROOM_FOR_NAME = 16;
const LATE = 92;

export function SegmentTimeline({ segments }: { readonly segments: readonly Segment[] }) {
  const agents = useAgents();
  const { bars, lanes, ticks } = segmentBar(segments, useNow());
  if (bars.length === 0) return <Nothing>区間の記録はありません。</Nothing>;
  const nameOf = ({ kind, agent_id }: Segment): string =>
    agent_id ? `${segmentLabel(kind)}（${agentName(agents, agent_id)}）` : segmentLabel(kind);
  return (
    <div aria-hidden data-testid="segment-bar">
      <Box className={classes.line} h={lanes * LANE_PX}>
        {bars.map(({ segment, left, width, lane, seconds }) => (
          <Box
            key={`${segment.kind} ${segment.started_at} ${lane}`}
            className={classes.bar}
            data-kind={segment.kind}
            title={`${nameOf(segment)} ${durationText(seconds)}`}
            style={{ left: `${left}%`, width: `${width}%`, top: lane * LANE_PX }}
          >
            {width >= ROOM_FOR_NAME ? nameOf(segment) : width >= ROOM_FOR_KIND && segmentLabel(segment.kind)}
          </Box>
        ))}
      </Box>
      <Box className={classes.ticks}>
        {ticks.map(({ at, left }) => (
          <span key={at} data-late={left > LATE || undefined} style={{ left: `${left}%` }}>
            {clockText(at)}
          </span>
        ))}
      </Box>
    </div>
  );
}
