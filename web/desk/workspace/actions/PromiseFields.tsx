import { Group, Select, TextInput } from '@mantine/core';
import { serverNow } from '../../time/clock';
import { toLocalInput } from '../../time/spans';
import type { PromiseMade } from '../../wire';
import { KINDS } from '../words';
import type { WrapUp, WrapUpProblems } from './wrapUp';

interface Props {
  readonly wrapUp: WrapUp;
  readonly problems: WrapUpProblems;
  readonly onChange: (over: Partial<WrapUp>) => void;
}

export function PromiseFields({ wrapUp, problems, onChange }: Props) {
  return (
    <Group align="start" gap="xs" wrap="nowrap">
      <Select label="種類" w={110} allowDeselect={false} data={KINDS} value={wrapUp.kind} onChange={(kind) => kind && onChange({ kind: kind as PromiseMade['kind'] })} />
      <TextInput label="お約束の内容" flex={1} required maxLength={500} value={wrapUp.promiseText} error={problems.promiseText} onChange={(event) => onChange({ promiseText: event.currentTarget.value })} />
      <TextInput label="期限（日本時間）" type="datetime-local" w={200} required min={toLocalInput(serverNow())} value={wrapUp.dueAt} error={problems.dueAt} onChange={(event) => onChange({ dueAt: event.currentTarget.value })} />
    </Group>
  );
}
