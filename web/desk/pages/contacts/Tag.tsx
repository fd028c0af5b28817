import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'alarm' | 'info' | 'busy' | 'plain';

interface TagProps {
  readonly tone?: Tone;
  readonly isLarge?: boolean;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** A word with a colour. It is never cut off, and readable on its ground in light and in dark. */
export function Tag({ tone = 'neutral', isLarge = false, title, children }: TagProps) {
  return (
    <span className={classes.tag} data-tone={tone} data-large={isLarge || undefined} title={title}>
      {children}
    </span>
  );
}
