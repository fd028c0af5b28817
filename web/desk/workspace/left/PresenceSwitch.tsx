/** The agent's own choice of presence. What the system derived from a missed offer is shown with the way out. */
import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { put } from '../../api';
import { withPresence } from '../../live/deskState';
import { keys } from '../../live/queries';
import { useAct } from '../../live/useAct';
import { secondsSince, spanText } from '../../time/spans';
import { useNow } from '../../time/useNow';
import { ErrorNote } from '../../ui/State';
import type { Agent, ChosenPresence, DeskAnswer, PresenceAnswer } from '../../wire';
import { PRESENCES, presenceLabel } from '../words';
import styles from './left.module.css';

export function PresenceSwitch({ agent }: { readonly agent: Agent }) {
  const client = useQueryClient();
  const now = useNow();
  const { isBusy, problem, clear, run } = useAct();
  const choose = (presence: ChosenPresence): Promise<boolean> =>
    run(async () => {
      const answer = await put<PresenceAnswer>('/presence', { presence });
      client.setQueryData<DeskAnswer>(keys.desk, (desk) => desk && withPresence(desk, answer));
      await client.invalidateQueries({ queryKey: keys.desk });
    });
  const isMissed = agent.presence === 'not_responding';
  return (
    <div className={styles.block}>
      <Group justify="space-between" mb={4}>
        <h2 className={styles.heading}>在席状態</h2>
        <Text size="xs" c="dimmed" data-testid="presence">
          {presenceLabel(agent.presence)}　{spanText(secondsSince(agent.since, now))}
        </Text>
      </Group>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="在席状態"
        data={PRESENCES.map(([value, label]) => ({ value, label }))}
        // None is marked after a missed offer: what the agent chose no longer holds.
        value={isMissed ? '' : agent.presence}
        disabled={isBusy}
        color={agent.presence === 'available' ? 'teal' : 'gray'}
        onChange={(value) => void choose(value as ChosenPresence)}
      />
      <div role="alert">
        {isMissed && (
          <Alert color="red" mt={8} p="xs" title="応答なしになっています" data-testid="not-responding">
            <Text size="sm">着信に応答しなかったため、新しい着信は届きません。</Text>
            <Button size="compact-sm" mt={6} loading={isBusy} onClick={() => void choose('available')}>
              対応可に戻す
            </Button>
          </Alert>
        )}
      </div>
      {problem && <ErrorNote message={problem} onClose={clear} />}
    </div>
  );
}
