/** Names and values side by side. */
import { Box } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './facts.module.css';

export type Fact = readonly [name: string, value: ReactNode];

export function Facts({ facts, testId }: { readonly facts: readonly Fact[]; readonly testId?: string }) {
  return (
    <Box component="dl" className={classes.facts} data-testid={testId}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? '－'}</dd>
        </div>
      ))}
    </Box>
  );
}
