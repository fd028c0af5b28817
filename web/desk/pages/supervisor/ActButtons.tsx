/** The ways to step into one conversation. */
import { Button, Group } from '@mantine/core';
import type { ConversationState } from '../../wire';
import { useActs } from './ActsProvider';
import type { Target } from './ActsProvider';
import { possibleActs } from './floor';
import type { Act } from './floor';

interface ActButtonsProps {
  readonly target: Target;
  readonly state: ConversationState | null;
  readonly isMine: boolean;
  readonly canWatch?: boolean;
}

const LABELS: Readonly<Record<Act, string>> = { take: '引き取る', reassign: '割り当て', force: '終える' };

export function ActButtons({ target, state, isMine, canWatch = true }: ActButtonsProps) {
  const { begin, watch } = useActs();
  return (
    <Group gap={4} wrap="nowrap">
      {canWatch && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => watch(target)}
          aria-label={`${target.label}を読む`}
          data-testid="watch"
        >
          読む
        </Button>
      )}
      {possibleActs(state, isMine).map((act) => (
        <Button
          key={act}
          size="compact-xs"
          variant="default"
          c={act === 'force' ? 'var(--alarm-ink)' : undefined}
          onClick={() => begin(act, target)}
          aria-label={`${target.label}を${LABELS[act]}`}
          data-testid={`act-${act}`}
        >
          {LABELS[act]}
        </Button>
      ))}
    </Group>
  );
}
