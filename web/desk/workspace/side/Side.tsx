/** What is known and what is being done, beside the talk. */
import { Tabs } from '@mantine/core';
import { useUser } from '../../session/SessionProvider';
import type { Conversation } from '../../wire';
import { CustomerTab } from './CustomerTab';
import { DraftTab } from './DraftTab';
import { NotesTab } from './NotesTab';
import { PacketTab } from './PacketTab';
import styles from './side.module.css';
import { useSideTab } from './useSideTab';

export function Side({ conversation }: { readonly conversation: Conversation }) {
  const user = useUser();
  const { tab, show } = useSideTab();
  const id = conversation.conversation_id;
  return (
    <Tabs value={tab} onChange={(next) => next && show(next)} className={styles.side} component="aside" aria-label="会話の情報" keepMounted={false}>
      <Tabs.List grow>
        <Tabs.Tab value="packet">引継ぎ</Tabs.Tab>
        <Tabs.Tab value="customer">お客さま</Tabs.Tab>
        <Tabs.Tab value="draft">手続き</Tabs.Tab>
        <Tabs.Tab value="notes" id="tab-notes">
          メモ
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="packet" className={styles.panel}>
        <PacketTab conversation={conversation} />
      </Tabs.Panel>
      <Tabs.Panel value="customer" className={styles.panel}>
        <CustomerTab conversation={conversation} />
      </Tabs.Panel>
      <Tabs.Panel value="draft" className={styles.panel}>
        <DraftTab key={id} conversation={conversation} agentId={user.id} />
      </Tabs.Panel>
      <Tabs.Panel value="notes" className={`${styles.panel} ${styles.internal}`}>
        <NotesTab key={id} conversationId={id} agentId={user.id} />
      </Tabs.Panel>
    </Tabs>
  );
}
