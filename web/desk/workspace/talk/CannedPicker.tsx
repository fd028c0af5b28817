import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { messageOf } from '../../api';
import { ErrorNote, Loading, Nothing } from '../../ui/State';
import styles from './composer.module.css';
import type { Canned } from './useCanned';

export function CannedPicker({ canned }: { readonly canned: Canned }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [canned.marked]);
  return (
    <div ref={list} className={styles.picker} id="canned" role="listbox" aria-label="定型文" data-testid="canned">
      {canned.isLoading && <Loading />}
      {canned.error && <ErrorNote message={messageOf(canned.error)} onAgain={canned.again} />}
      {!canned.isLoading && !canned.error && canned.found.length === 0 && <Nothing>あてはまる定型文がありません。Escで閉じます。</Nothing>}
      {canned.found.map((answer, index) => (
        <div
          key={answer.code}
          id={`canned-${index}`}
          className={styles.option}
          role="option"
          aria-selected={index === canned.marked}
          onMouseEnter={() => canned.mark(index)}
          // The box keeps the focus, and with it the caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => canned.choose(answer)}
        >
          <Text size="sm" fw={700}>
            {answer.title}
            <Text span size="xs" c="dimmed" ml={8}>
              ::{answer.code}　{answer.category}
            </Text>
          </Text>
          <Text size="xs" c="dimmed" className={styles.clamp}>
            {answer.text}
          </Text>
        </div>
      ))}
    </div>
  );
}
