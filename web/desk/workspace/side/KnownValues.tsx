/** What was taken down so far, each with the words it came from and whether it stands. */
import { Badge, Group, Text } from '@mantine/core';
import type { Draft } from '../../wire';
import { Block } from './Block';
import { fieldState, hasValue, missingLabels, shownValue, sourceLabel } from './fieldState';
import styles from './side.module.css';

const STATES = {
  confirmed: { label: '確認済み', color: 'teal' },
  given: { label: '未確認', color: 'gray' },
  unsure: { label: '要確認', color: 'orange' },
  missing: { label: '未聴取', color: 'red' },
  optional: { label: '', color: 'gray' },
} as const;

export function KnownValues({ draft }: { readonly draft: Draft }) {
  const given = draft.fields.filter(hasValue);
  const missing = missingLabels(draft);
  return (
    <Block title={`${draft.title}：聴取した内容`}>
      {given.length === 0 && (
        <Text size="sm" c="dimmed">
          まだありません。
        </Text>
      )}
      {given.map((field) => {
        const state = STATES[fieldState(field, draft.missing)];
        return (
          <div key={field.name} className={styles.entry} data-testid="known-value">
            <Group justify="space-between" gap={4} wrap="nowrap" align="start">
              <span>
                <Text span size="xs" c="dimmed">
                  {field.label}
                </Text>
                <br />
                <b>{shownValue(field)}</b>
              </span>
              <Badge color={state.color} variant="light" tt="none" style={{ flexShrink: 0 }}>
                {state.label}
              </Badge>
            </Group>
            {field.text && (
              <p className={styles.quote}>
                {sourceLabel(field.source)}：「{field.text}」
              </p>
            )}
          </div>
        );
      })}
      {missing.length > 0 && (
        <Text size="sm" mt={6}>
          未聴取：{missing.join('、')}
        </Text>
      )}
    </Block>
  );
}
