/** The floor at a glance: queues, who waits, agents and what they do; and the ways to step in. */
import { Grid } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../../api';
import { ErrorNote, Loading } from '../../ui/State';
import { PageFrame } from '../contacts/PageFrame';
import { ActsProvider } from './ActsProvider';
import { AgentTable } from './AgentTable';
import { DisasterCard } from './DisasterCard';
import { EntryTable } from './EntryTable';
import { QueueTable } from './QueueTable';
import { Totals } from './Totals';
import { chosenQueue } from './floor';
import { useLiveAgents, useLiveQueues } from './live';

export function SupervisorPage() {
  const [chosen, setChosen] = useState<string | null>(null);
  const queues = useLiveQueues();
  const agents = useLiveAgents();
  const items = queues.data?.items ?? [];
  const shown = chosenQueue(items, chosen);
  return (
    <PageFrame title="スーパーバイザー" aside={<Totals queues={items} agents={agents.data?.items ?? []} />}>
      <ActsProvider queues={items} agents={agents.data?.items ?? []}>
        {queues.error && <ErrorNote message={messageOf(queues.error)} onAgain={() => void queues.refetch()} />}
        {agents.error && <ErrorNote message={messageOf(agents.error)} onAgain={() => void agents.refetch()} />}
        {queues.isPending && <Loading />}
        <DisasterCard />
        <Grid gap="sm">
          <Grid.Col span={{ base: 12, xl: 6 }}>
            {queues.data && (
              <QueueTable
                queues={items}
                receivedAt={queues.dataUpdatedAt}
                chosen={shown?.queue ?? null}
                onChosen={setChosen}
              />
            )}
          </Grid.Col>
          <Grid.Col span={{ base: 12, xl: 6 }}>{shown && <EntryTable queue={shown} />}</Grid.Col>
          <Grid.Col span={12}>{agents.data && <AgentTable agents={agents.data.items} />}</Grid.Col>
        </Grid>
      </ActsProvider>
    </PageFrame>
  );
}
