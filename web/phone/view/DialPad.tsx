const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
const NAMES: Readonly<Record<string, string>> = { '*': '＊（米印）', '#': '＃（シャープ）' };

export function DialPad({ isReady, onPress }: { readonly isReady: boolean; readonly onPress: (key: string) => void }) {
  return (
    <div class="pad" role="group" aria-label="ダイヤルボタン">
      {KEYS.map((key) => (
        <button key={key} type="button" disabled={!isReady} aria-label={NAMES[key] ?? key} data-testid={`key-${key}`} onClick={() => onPress(key)}>
          {key}
        </button>
      ))}
    </div>
  );
}

export function isKey(key: string): boolean {
  return (KEYS as readonly string[]).includes(key);
}
