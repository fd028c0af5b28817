/** Reading a conversation along (モニタリング), unseen by the customer and by the agent. */
import { Alert, Drawer, Group, Stack, Text } from '@mantine/core';
import { messageOf } from '../../api';
import { useUser } from '../../session/SessionProvider';
import { ErrorNote, Loading } from '../../ui/State';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { SignalBadges } from '../../ui/SignalBadges';
import { channelLabel, levelLabel } from '../../ui/labels';
import type { Conversation } from '../../wire';
import { nameOf, stateOf } from '../../workspace/words';
import { Facts } from '../contacts/Facts';
import pageClasses from '../contacts/page.module.css';
import { CustomerLink } from '../contacts/links';
import { codeLabel, useCodes } from '../contacts/names';
import { ActButtons } from './ActButtons';
import type { Target } from './ActsProvider';
import { WatchedTalk } from './WatchedTalk';
import { useWatchedConversation } from './live';

interface WatchDrawerProps {
  readonly target: Target | null;
  readonly onClose: () => void;
  readonly onLeft: () => void;
}

export function WatchDrawer({ target, onClose, onLeft }: WatchDrawerProps) {
  return (
    <Drawer
      opened={target !== null}
      onClose={onClose}
      onExitTransitionEnd={onLeft}
      position="right"
      size={620}
      className={pageClasses.page}
      title={<b>会話を読む</b>}
      styles={{ content: { display: 'flex', flexDirection: 'column' }, body: { flex: 1, minHeight: 0 } }}
      closeButtonProps={{ 'aria-label': '閉じる' }}
    >
      {target && <Watched key={target.conversationId} target={target} />}
    </Drawer>
  );
}

function Watched({ target }: { readonly target: Target }) {
  const { id: me } = useUser();
  const { data, error, refetch } = useWatchedConversation(target.conversationId);
  if (error && !data) return <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />;
  if (!data) return <Loading />;
  const label = `${nameOf(data)}（${channelLabel(data.channel)}）`;
  return (
    <Stack gap="xs" h="100%" data-testid="watched">
      <Group justify="space-between">
        <Text fw={700}>{label}</Text>
        <ActButtons
          target={{ conversationId: data.conversation_id, label }}
          state={data.state}
          isMine={data.agent_id === me}
          canWatch={false}
        />
      </Group>
      <Standing conversation={data} />
      <Alert color="gray" p={6}>
        <Text size="xs">お客さまにも担当者にも、読んでいることは表示されません。</Text>
      </Alert>
      <WatchedTalk conversationId={data.conversation_id} headSeq={data.head_seq} channel={data.channel} />
    </Stack>
  );
}

function Standing({ conversation }: { readonly conversation: Conversation }) {
  const codes = useCodes();
  const { agent_name, queue_label, queue } = conversation;
  return (
    <Facts
      facts={[
        ['チャネル', <ChannelBadge key="channel" channel={conversation.channel} direction={conversation.direction} />],
        ['状態', stateOf(conversation, '').label],
        ...(conversation.signals?.length ? [['ご様子', <SignalBadges key="signals" signals={conversation.signals} />] as const] : []),
        ['担当', agent_name ?? queue_label ?? queue ?? (conversation.holder === 'bot' ? '自動応答' : '－')],
        ['用件', conversation.packet?.reason_label ?? codeLabel(codes.contact_reasons, conversation.contact_reason)],
        ['本人確認', levelLabel(conversation.verification_level)],
        [
          '顧客',
          <CustomerLink
            key="customer"
            customerId={conversation.customer_id}
            conversationId={conversation.conversation_id}
          />,
        ],
      ]}
    />
  );
}
