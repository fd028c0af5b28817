/** The telephone call of this conversation: how it stands, whether it is recorded, and what the agent can do with it. */
import { Badge, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { messageOf } from '../../../api';
import { announce } from '../../../live/announce';
import { useMarks } from '../../../live/queries';
import { useTelephone } from '../../../telephone/TelephoneProvider';
import { useNow } from '../../../time/useNow';
import { ErrorNote, Loading } from '../../../ui/State';
import type { Call, Conversation } from '../../../wire';
import { ConfirmDialog } from '../../actions/ConfirmDialog';
import { Recording } from './Recording';
import { isOpenCall, mayHangUp, recordingOf, standingOf } from './callWords';
import { useCall, useCallActs } from './useCall';
import styles from './call.module.css';

export function CallBar({ conversation }: { readonly conversation: Conversation }) {
  const id = conversation.conversation_id;
  const { data: call, error, isPending, refetch } = useCall(id, true);
  return (
    <section className={styles.bar} data-open={isOpenCall(call) || undefined} aria-label="通話" data-testid="call-bar">
      {isPending && <Loading>通話の状態を確認しています…</Loading>}
      {error && <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />}
      {call === null && (
        <Text size="sm" c="dimmed">
          つながっている電話はありません。
        </Text>
      )}
      {call && <OpenCall conversationId={id} call={call} />}
    </section>
  );
}

function OpenCall({ conversationId, call }: { readonly conversationId: string; readonly call: Call }) {
  const now = useNow();
  const { data: marks } = useMarks(conversationId);
  const { isBusy, problem, clear, pause, hangUp } = useCallActs(conversationId);
  const [isAsking, { open, close }] = useDisclosure();
  const standing = standingOf(call, marks?.items ?? [], now);
  const recording = recordingOf(call);
  useTelling(call.state, standing.label);
  return (
    <>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Group gap={8} wrap="nowrap">
          <Badge color={standing.color} variant="light" size="lg" tt="none" className={styles.standing} data-testid="call-state" data-state={call.state}>
            {standing.label}
          </Badge>
          {call.caller_last4 && (
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              番号の末尾 {call.caller_last4}
            </Text>
          )}
        </Group>
        <Group gap={6} wrap="nowrap">
          <Recording recording={recording} isBusy={isBusy} onPause={(paused) => void pause(paused)} />
          <Mute />
          {mayHangUp(call) && (
            <Button id="call-hang-up" size="compact-sm" color="red" disabled={isBusy} onClick={open} data-testid="call-hang-up">
              通話を終える
            </Button>
          )}
        </Group>
      </Group>
      {problem && !isAsking && <ErrorNote message={problem} onClose={clear} />}
      <ConfirmDialog
        title="通話を終える"
        confirmLabel="通話を終える"
        isOpen={isAsking && mayHangUp(call)}
        isBusy={isBusy}
        problem={problem}
        onClose={() => {
          clear();
          close();
        }}
        onConfirm={() => void hangUp().then((isDone) => isDone && close())}
      >
        お客さまとの電話を切り、後処理に移ります。ごあいさつがお済みか、お確かめください。
      </ConfirmDialog>
    </>
  );
}

/** A change is told to who does not look; the seconds that go by are not. */
function useTelling(state: Call['state'], label: string): void {
  const told = useRef(state);
  useEffect(() => {
    if (told.current !== state) announce(label, 'at once');
    told.current = state;
  });
}

/** Only a telephone that carries sound can be muted. */
function Mute() {
  const { telephone, status } = useTelephone();
  if (telephone?.kind !== 'twilio' || status.call !== 'open') return null;
  return (
    <Button size="compact-sm" variant={status.isMuted ? 'filled' : 'default'} color="orange" aria-pressed={status.isMuted} onClick={() => telephone.mute(!status.isMuted)} data-testid="call-mute">
      {status.isMuted ? 'マイクを戻す' : 'マイクを切る'}
    </Button>
  );
}
