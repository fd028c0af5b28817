/** Which key was meant. Pure. */

interface Stroke {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
}

/** With Alt the place of the key counts, because the letter differs between systems; `?` is the letter itself. */
export function strokeOf({ key, code, altKey, ctrlKey, metaKey, isComposing }: Stroke): string {
  if (isComposing || ctrlKey || metaKey) return '';
  return altKey ? `Alt+${code}` : key;
}

export function isTextBox(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

export function nextOf(conversations: readonly { readonly conversation_id: string }[], chosenId: string | null, step: 1 | -1): string | null {
  if (conversations.length === 0) return null;
  const at = conversations.findIndex((known) => known.conversation_id === chosenId);
  const next = at === -1 ? (step === 1 ? 0 : conversations.length - 1) : (at + step + conversations.length) % conversations.length;
  return conversations[next]?.conversation_id ?? null;
}
