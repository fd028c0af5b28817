/** The messages of a watched conversation, growing as they are written. */
import { Box, Button, Center } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useTalk, useTalks } from '../../live/DeskProvider';
import { useMarks } from '../../live/queries';
import { emit, onDesk, useConnection } from '../../socket';
import { ErrorNote, Loading } from '../../ui/State';
import { Transcript } from '../contacts/Transcript';
import classes from './talk.module.css';

const WITHOUT_SOCKET_MS = 1_500;

interface WatchedTalkProps {
  readonly conversationId: string;
  readonly headSeq: number;
  readonly channel: string;
}

export function WatchedTalk({ conversationId, headSeq, channel }: WatchedTalkProps) {
  const talks = useTalks();
  const talk = useTalk(conversationId);
  useWatching(conversationId);
  useEffect(() => void talks.open(conversationId, headSeq), [talks, conversationId, headSeq]);
  useAskingWithoutSocket(() => talk?.status === 'ready' && void talks.open(conversationId, Infinity));
  const { data: marks } = useMarks(conversationId, channel !== 'webchat');
  const messages = talk?.timeline.messages ?? [];
  const end = useStayingAtTheEnd(messages.at(-1)?.seq ?? 0);
  if (!talk || talk.status === 'loading') return <Loading />;
  if (talk.status === 'failed')
    return <ErrorNote message={talk.failure ?? ''} onAgain={() => void talks.open(conversationId, headSeq)} />;
  return (
    <Box
      role="log"
      aria-label="やり取り"
      aria-live="polite"
      tabIndex={0}
      className={classes.talk}
      data-testid="watched-talk"
    >
      {!talk.timeline.isWhole && (
        <Center mb="sm">
          <Button
            size="compact-sm"
            variant="default"
            loading={talk.older === 'loading'}
            onClick={() => void talks.loadOlder(conversationId)}
          >
            以前のやり取りを読み込む
          </Button>
        </Center>
      )}
      <Transcript messages={messages} marks={marks?.items ?? []} channel={channel} isWhole={talk.timeline.isWhole} />
      <div ref={end} className={classes.end} />
    </Box>
  );
}

/** While the socket is silent the rest is asked for; a head beyond all messages means: whatever there is. */
function useAskingWithoutSocket(ask: () => void): void {
  const isSilent = useConnection() !== 'connected';
  const { start, stop } = useInterval(ask, WITHOUT_SOCKET_MS);
  useEffect(() => {
    if (isSilent) start();
    return stop;
  }, [isSilent, start, stop]);
}

/** The server forgets who watches when the line breaks: it is told again on every connection. */
function useWatching(conversationId: string): void {
  useEffect(() => {
    const watch = (): void => emit('watch', { conversation_id: conversationId });
    watch();
    const stop = onDesk('connected', watch);
    return () => {
      stop();
      emit('unwatch', { conversation_id: conversationId });
    };
  }, [conversationId]);
}

/** New lines stay in sight while the end is in sight; who has scrolled back to read is left in peace. */
function useStayingAtTheEnd(lastSeq: number) {
  const end = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const place = end.current;
    if (!place) return undefined;
    if (isAtEnd.current) place.scrollIntoView({ block: 'nearest' });
    const observer = new IntersectionObserver(([entry]) => {
      isAtEnd.current = entry?.isIntersecting ?? false;
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, [lastSeq]);
  return end;
}
