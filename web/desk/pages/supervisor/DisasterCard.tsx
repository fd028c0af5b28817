/** The wide-area disaster mode: how it stands, and switching it on, to another end, or off. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, del, get, messageOf, put } from '../../api';
import { useAct } from '../../live/useAct';
import { momentOf } from '../../ui/moments';
import { ErrorNote, Loading } from '../../ui/State';
import type { Disaster } from '../../wire';
import { ConfirmDialog } from '../../workspace/actions/ConfirmDialog';
import { DisasterForm } from './DisasterForm';
import { disasterBody, emptyDisaster } from './disaster';
import type { DisasterWords } from './disaster';
import { Panel } from './Panel';

const KEY = ['disaster'];
const ASK_MS = 15_000;

export function DisasterCard() {
  const queries = useQueryClient();
  const { isBusy, problem, clear, run } = useAct();
  const [words, setWords] = useState<DisasterWords | null>(null);
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const [isEnding, setIsEnding] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Disaster>('/disaster', {}, signal), refetchInterval: ASK_MS });
  const told = (after: Disaster): unknown => queries.setQueryData(KEY, after);
  const close = (): void => {
    setWords(null);
    setRefused({});
    setIsEnding(false);
    clear();
    requestAnimationFrame(() => opener.current?.focus());
  };
  const switchOn = async (given: DisasterWords): Promise<void> => {
    setRefused({});
    const isDone = await run(async () => {
      try {
        told(await put<Disaster>('/disaster', disasterBody(given)));
      } catch (failure) {
        if (failure instanceof ApiError) setRefused(failure.fields);
        throw failure;
      }
    });
    if (isDone) close();
  };
  const switchOff = (): Promise<void> => run(async () => told(await del<Disaster>('/disaster'))).then((isDone) => (isDone ? close() : undefined));
  const begin = (known: Disaster): void => {
    clear();
    setWords(emptyDisaster(known));
  };
  return (
    <Panel title="広域災害モード" aside={data && !words && <Buttons data={data} opener={opener} isBusy={isBusy} onEnd={() => setIsEnding(true)} onBegin={() => begin(data)} />}>
      {!data && !error && <Loading />}
      {error && <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />}
      {data?.is_on && <Standing data={data} />}
      {data && !data.is_on && !words && <Text size="sm">オフ</Text>}
      {problem && !isEnding && Object.keys(refused).length === 0 && <ErrorNote message={problem} onClose={clear} />}
      {words && <DisasterForm words={words} button={data?.is_on ? '変更する' : '開始する'} isBusy={isBusy} refused={refused} onWords={setWords} onClose={close} onDone={() => void switchOn(words)} />}
      <ConfirmDialog title="広域災害モードを終了する" confirmLabel="終了する" isOpen={isEnding} isBusy={isBusy} problem={problem} onConfirm={() => void switchOff()} onClose={close}>
        すべてのお客さまへのご案内が、ふだんの内容に戻ります。
      </ConfirmDialog>
    </Panel>
  );
}

interface ButtonsProps {
  readonly data: Disaster;
  readonly opener: React.RefObject<HTMLButtonElement | null>;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
  readonly onBegin: () => void;
}

const Buttons = ({ data, opener, isBusy, onEnd, onBegin }: ButtonsProps) => (
  <Group gap="xs">
    {data.is_on && (
      <Button size="compact-sm" variant="default" disabled={isBusy} onClick={onEnd} data-testid="disaster-off">
        終了する
      </Button>
    )}
    <Button ref={opener} size="compact-sm" variant="default" onClick={onBegin} data-testid="disaster-open">
      {data.is_on ? '変更する' : '開始する'}
    </Button>
  </Group>
);

const Standing = ({ data }: { readonly data: Disaster }) => (
  <Alert color="red" p="xs" data-testid="disaster-on">
    <Text size="sm" fw={700}>
      {data.name}（{data.areas.length ? data.areas.join('、') : '全国'}）　{momentOf(data.ends_at)}まで
    </Text>
    <Text size="xs">
      {momentOf(data.begun_at)}　{data.begun_by}さんが開始
      {data.reason ? `　理由：${data.reason}` : ''}
    </Text>
  </Alert>
);
