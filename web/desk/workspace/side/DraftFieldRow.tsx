/** One field. What stands confirmed is shown, not asked again, until the agent says 「変更」. */
import { Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Draft, DraftField } from '../../wire';
import { FieldInput } from './FieldInput';
import { fieldState, hasValue, shownValue, sourceLabel } from './fieldState';
import styles from './side.module.css';

interface Props {
  readonly path: string;
  readonly field: DraftField;
  readonly missing: readonly string[];
  readonly mayChange: boolean;
  readonly refusal: string | null;
  readonly onChanged: (draft: Draft) => void;
}

export function DraftFieldRow({ path, field, missing, mayChange, refusal, onChanged }: Props) {
  const [isChanging, setIsChanging] = useState(false);
  const state = fieldState(field, missing);
  const isShown = !mayChange || (state === 'confirmed' && !isChanging);
  return (
    <div className={styles.field} data-state={state} data-testid={`field-${field.name}`}>
      {isShown ? (
        <>
          <Group justify="space-between" gap={6}>
            <Text size="sm" fw={500}>
              {field.label}
            </Text>
            {state === 'confirmed' && (
              <Badge size="sm" color="teal" variant="light" tt="none">
                確認済み
              </Badge>
            )}
          </Group>
          <Group justify="space-between" gap={6} wrap="nowrap">
            <Text size="sm">{hasValue(field) ? shownValue(field) : '－'}</Text>
            {mayChange && (
              <Button size="compact-xs" variant="default" style={{ flexShrink: 0 }} onClick={() => setIsChanging(true)} aria-label={`${field.label}を変更`}>
                変更
              </Button>
            )}
          </Group>
        </>
      ) : (
        <FieldInput
          path={path}
          field={field}
          state={state}
          refusal={refusal}
          onChanged={(draft) => {
            setIsChanging(false);
            onChanged(draft);
          }}
        />
      )}
      {field.text && (
        <p className={styles.quote}>
          {sourceLabel(field.source)}：「{field.text}」
        </p>
      )}
    </div>
  );
}
