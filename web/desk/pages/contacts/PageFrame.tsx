/** The heading of a page and the room around it. */
import { Box, Group, Stack, Title } from '@mantine/core';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageFrameProps {
  readonly title: string;
  readonly before?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function PageFrame({ title, before, aside, children }: PageFrameProps) {
  useEffect(() => {
    document.title = `${title} - Toritsugi`;
  }, [title]);
  return (
    <Box className={classes.page} px="md" py="sm" maw={2000} mx="auto">
      <Stack gap="sm">
        {before}
        <Group justify="space-between" gap="sm">
          <Title order={1} size="h3">
            {title}
          </Title>
          {aside}
        </Group>
        {children}
      </Stack>
    </Box>
  );
}
