/** Telephone or messages; the arrow keys change between them. */
export type Tab = 'call' | 'messages';

interface TabsProps {
  readonly tab: Tab;
  readonly unread: number;
  readonly onChoose: (tab: Tab) => void;
}

const TABS: readonly { readonly tab: Tab; readonly name: string }[] = [
  { tab: 'call', name: '電話' },
  { tab: 'messages', name: 'メッセージ' },
];

export function Tabs({ tab: chosen, unread, onChoose }: TabsProps) {
  const change = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other: Tab = chosen === 'call' ? 'messages' : 'call';
    onChoose(other);
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="電話機の画面" onKeyDown={change}>
      {TABS.map(({ tab, name }) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-controls={`panel-${tab}`}
          aria-selected={tab === chosen}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => onChoose(tab)}
          data-testid={`tab-${tab}`}
        >
          {name}
          {tab === 'messages' && unread > 0 && (
            <span class="unread" aria-label={`未読${unread}件`} data-testid="sms-unread">
              {unread}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
