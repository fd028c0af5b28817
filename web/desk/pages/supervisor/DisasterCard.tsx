/** The wide-area disaster mode: how it stands, and switching it on, to another end, or off. */
import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { del, get, put } from '../../api';
import { useAct } from '../../live/useAct';
import { momentOf } from '../../ui/moments';
import { ErrorNote } from '../../ui/State';
import type { Disaster } from '../../wire';
import { disasterBody, emptyDisaster } from './disaster';
import type { DisasterWords } from './disaster';
import { Panel } from './Panel';

const KEY = ['disaster'];
const ASK_MS = 15_000;

export function DisasterCard() {
  const queries = useQueryClient();
  const { isBusy, problem, clear, run } = useAct();
  const [words, setWords] = useState<DisasterWords | null>(null);
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Disaster>('/disaster', {}, signal), refetchInterval: ASK_MS });
  const told = (after: Disaster): unknown => queries.setQueryData(KEY, after);
  const close = (): void => {
    setWords(null);
    clear();
  };
  const switchOn = async (given: DisasterWords): Promise<void> => {
    const isDone = await run(async () => told(await put<Disaster>('/disaster', disasterBody(given))));
    if (isDone) close();
  };
  const switchOff = (): Promise<boolean> => run(async () => told(await del<Disaster>('/disaster')));
  if (!data) return null;
  return (
    <Panel
      title="広域災害モード"
      aside={
        <Group gap="xs">
          {data.is_on && (
            <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void switchOff()} data-testid="disaster-off">
              終了する
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => setWords(emptyDisaster(data))} data-testid="disaster-open">
            {data.is_on ? '変更する' : '開始する'}
          </Button>
        </Group>
      }
    >
      {data.is_on && (
        <Alert color="red" p="xs" data-testid="disaster-on">
          {data.name}（{data.areas.length ? data.areas.join('、') : '全国'}）{momentOf(data.ends_at)}まで
          <Text size="xs">
            {momentOf(data.begun_at)} {data.begun_by}
            {data.reason ? `　${data.reason}` : ''}
          </Text>
        </Alert>
      )}
      {!data.is_on && !words && <Text size="sm">オフ</Text>}
      {problem && <ErrorNote message={problem} onClose={clear} />}
      {words && <DisasterForm words={words} isBusy={isBusy} onWords={setWords} onClose={close} onDone={() => void switchOn(words)} />}
    </Panel>
  );
}

interface DisasterFormProps {
  readonly words: DisasterWords;
  readonly isBusy: boolean;
  readonly onWords: (words: DisasterWords) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function DisasterForm({ words, isBusy, onWords, onClose, onDone }: DisasterFormProps) {
  const field = (name: keyof DisasterWords) => ({
    value: words[name],
    onChange: (event: { currentTarget: { value: string } }) => onWords({ ...words, [name]: event.currentTarget.value }),
    'data-testid': `disaster-${name}`,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
      }}
    >
      <Group align="end" gap="sm">
        <TextInput label="災害の名前" placeholder="台風23号" withAsterisk maxLength={40} {...field('name')} />
        <TextInput label="終了日時（日本時間）" type="datetime-local" withAsterisk {...field('until')} />
        <TextInput label="地域（空欄は全国）" placeholder="東京都、千葉県、26" {...field('areas')} />
        <TextInput label="理由" maxLength={200} {...field('reason')} />
        <Button variant="default" onClick={onClose}>
          やめる
        </Button>
        <Button type="submit" color="red.9" loading={isBusy} disabled={!words.name.trim() || !words.until} data-testid="disaster-submit">
          開始する
        </Button>
      </Group>
    </form>
  );
}
