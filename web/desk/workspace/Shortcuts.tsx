/** The keys of the desk, and the list of them that `?` opens. */
import { Kbd, Modal, Table } from '@mantine/core';
import { useEffect, useState } from 'react';
import { openOffers } from '../live/deskState';
import { useDesk } from '../live/queries';
import { serverNow } from '../time/clock';
import { useActs } from './actions/ActsProvider';
import { useOfferActs } from './left/useOfferActs';
import { isTextBox, nextOf, strokeOf } from './shortcutKeys';
import { showSideTab } from './side/useSideTab';
import { useChosen } from './useChosen';

const LIST = [
  ['Alt+A', '最初の着信を受ける'],
  ['Alt+↓ / Alt+↑', '次／前の会話を開く'],
  ['Alt+I', '入力欄へ移る'],
  ['Alt+N', '内部メモを書く'],
  ['Alt+O', '転送・相談を開く'],
  ['Alt+W', '対応を終える／後処理を開く'],
  ['Alt+R', '通話の録音を一時停止／再開する'],
  ['Alt+H', '通話を終える'],
  ['Enter', 'メッセージを送信'],
  ['Shift+Enter', '改行'],
  ['::', '定型文を呼び出す'],
  ['?', 'この一覧を開く（入力欄の外で）'],
] as const;

export function Shortcuts() {
  const [isOpen, setIsOpen] = useState(false);
  const { data: desk } = useDesk();
  const { open } = useActs();
  const { accept } = useOfferActs();
  const { chosenId, choose } = useChosen();

  useEffect(() => {
    const focus = (id: string): void => requestAnimationFrame(() => document.getElementById(id)?.focus()) as unknown as void;
    const press = (id: string): void => document.getElementById(id)?.click();
    const acts: Readonly<Record<string, () => void>> = {
      'Alt+KeyA': () => {
        const [first] = openOffers(desk, serverNow());
        if (first) void accept(first);
      },
      'Alt+ArrowDown': () => choose(nextOf(desk?.conversations ?? [], chosenId, 1)),
      'Alt+ArrowUp': () => choose(nextOf(desk?.conversations ?? [], chosenId, -1)),
      'Alt+KeyI': () => focus('composer'),
      'Alt+KeyN': () => {
        showSideTab('notes');
        requestAnimationFrame(() => focus('note'));
      },
      'Alt+KeyR': () => press('call-recording'),
      'Alt+KeyH': () => press('call-hang-up'),
      'Alt+KeyO': () => open('transfer'),
      'Alt+KeyW': () => open(desk?.conversations.find((known) => known.conversation_id === chosenId)?.state === 'serving' ? 'end' : 'wrap-up'),
      '?': () => setIsOpen(true),
    };
    const onKey = (event: KeyboardEvent): void => {
      const stroke = strokeOf(event);
      const act = acts[stroke];
      if (!act || event.defaultPrevented || (stroke === '?' && isTextBox(event.target))) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  return (
    <Modal opened={isOpen} onClose={() => setIsOpen(false)} title="キー操作" centered closeButtonProps={{ 'aria-label': '閉じる' }}>
      <Table data-testid="shortcuts">
        <Table.Tbody>
          {LIST.map(([key, what]) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
