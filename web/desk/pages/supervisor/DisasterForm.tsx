/** What the disaster mode is told. Enter sends once all that is needed is there, Escape leaves it. */
import { Button, Group, TextInput } from '@mantine/core';
import type { DisasterWords } from './disaster';

interface Props {
  readonly words: DisasterWords;
  readonly button: string;
  readonly isBusy: boolean;
  readonly refused: Readonly<Record<string, string>>;
  readonly onWords: (words: DisasterWords) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The server's name for each field. */
const SENT_AS: Readonly<Record<keyof DisasterWords, string>> = { name: 'name', until: 'ends_at', areas: 'areas', reason: 'reason' };

export function DisasterForm({ words, button, isBusy, refused, onWords, onClose, onDone }: Props) {
  const isReady = words.name.trim() !== '' && words.until !== '';
  const field = (name: keyof DisasterWords) => ({
    value: words[name],
    error: refused[SENT_AS[name]] || null,
    onChange: (event: { currentTarget: { value: string } }) => onWords({ ...words, [name]: event.currentTarget.value }),
    'data-testid': `disaster-${name}`,
  });
  return (
    <form
      aria-label="広域災害モードの内容"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isBusy) onDone();
      }}
      onKeyDown={(event) => event.key === 'Escape' && !event.nativeEvent.isComposing && onClose()}
    >
      <Group align="start" gap="sm">
        <TextInput label="災害の名前" placeholder="例：台風23号" required maxLength={40} flex="1 1 200px" data-autofocus autoFocus {...field('name')} />
        <TextInput label="終了日時（日本時間）" type="datetime-local" required flex="1 1 220px" {...field('until')} />
        <TextInput label="地域（空欄は全国）" placeholder="例：東京都、千葉県、26" flex="1 1 220px" {...field('areas')} />
        <TextInput label="理由" maxLength={200} flex="1 1 220px" {...field('reason')} />
      </Group>
      <Group justify="flex-end" gap="xs" mt="xs">
        <Button variant="default" onClick={onClose}>
          やめる
        </Button>
        <Button type="submit" color="red.9" loading={isBusy} disabled={!isReady} data-testid="disaster-submit">
          {button}
        </Button>
      </Group>
    </form>
  );
}
