/** What a field of the draft shows and whether it may be typed into. Pure. */
import type { Draft, DraftField } from '../../wire';

/** `confirmed`: the customer has agreed, it is not asked again. `unsure`: taken down, but not understood with certainty. */
export type FieldState = 'confirmed' | 'given' | 'unsure' | 'missing' | 'optional';

export function fieldState(field: DraftField, missing: readonly string[]): FieldState {
  if (hasValue(field)) {
    if (field.is_confirmed) return 'confirmed';
    return field.is_confident === false ? 'unsure' : 'given';
  }
  return missing.includes(field.name) || (field.is_needed && field.is_asked) ? 'missing' : 'optional';
}

export const hasValue = (field: DraftField): boolean =>
  field.value !== undefined && field.value !== null && field.value !== '' && !(Array.isArray(field.value) && field.value.length === 0);

/** The value in the words of the screen: the server's own wording first, then the label of a choice. */
export function shownValue(field: DraftField): string {
  if (!hasValue(field)) return '';
  if (field.spoken) return field.spoken;
  const values = Array.isArray(field.value) ? field.value : [field.value];
  return values.map((value) => labelOf(field, value)).join('、');
}

function labelOf(field: DraftField, value: unknown): string {
  const choice = field.choices?.find((known) => known.value === String(value));
  if (choice) return choice.label;
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const SEVERAL: ReadonlySet<string> = new Set(['policies', 'choices']);

/** Several policies or options are one answer of several choices; everything else with choices is one of them. */
export const takesSeveral = (field: DraftField): boolean => SEVERAL.has(field.type) || Array.isArray(field.value);

const CLOSED: ReadonlySet<string> = new Set(['policies', 'choices', 'choice', 'yes_no']);

/** The choices are all there is. Elsewhere they are shortcuts beside what can be typed, "わからない" say. */
export const isClosed = (field: DraftField): boolean => (field.choices?.length ?? 0) > 0 && (CLOSED.has(field.type) || Array.isArray(field.value));

/** The choice that stands for the value, to be marked in the list. */
export function chosen(field: DraftField): string | null {
  const value = Array.isArray(field.value) ? (field.value as readonly unknown[])[0] : field.value;
  const wanted = typeof value === 'boolean' ? [String(value), value ? 'yes' : 'no', value ? 'はい' : 'いいえ'] : [String(value)];
  const found = field.choices?.find((choice) => wanted.includes(choice.value)) ?? field.choices?.find((choice) => hasValue(field) && choice.label === shownValue(field));
  return found?.value ?? null;
}

/** What an agent enters to say that the value as it stands is right: its own reading, or the choice it stands for. */
export function confirmationOf(field: DraftField): string {
  if (!hasValue(field)) return '';
  if (Array.isArray(field.value)) return field.value.map(String).join('、');
  return isClosed(field) ? (chosen(field) ?? '') : shownValue(field);
}

/** Fields in the order of the procedure: those that apply, and apart from them those whose condition does not hold. */
export function sorted(draft: Draft): { readonly asked: readonly DraftField[]; readonly others: readonly DraftField[] } {
  const applies = (field: DraftField): boolean => field.is_asked || hasValue(field) || draft.missing.includes(field.name);
  return { asked: draft.fields.filter(applies), others: draft.fields.filter((field) => !applies(field)) };
}

/** What is still owed before it can be submitted, by label. */
export const missingLabels = (draft: Draft): readonly string[] =>
  draft.missing.map((name) => draft.fields.find((field) => field.name === name)?.label ?? name);

const SOURCES = { customer: 'お客さまの言葉', agent: 'オペレーター入力', record: '契約情報' } as const;
export const sourceLabel = (source: DraftField['source']): string => (source ? SOURCES[source] : '');
