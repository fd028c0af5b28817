/** Every sentence the widget itself says, and how times and waits are worded. */
import type { Fault, Holding } from './wire';

const FAULTS: Record<string, string> = {
  offline: '接続が切れています。つながりしだい送信します。',
  timeout: 'サーバーから応答がありませんでした。',
  malformed: 'サーバーの応答を読み取れませんでした。',
  too_large: 'ファイルが大きすぎます。',
  too_many: '一度に添付できるファイルは5つまでです。',
  refused: '接続できませんでした。しばらくしてからもう一度お試しください。',
  upload_failed: 'ファイルを送れませんでした。もう一度お試しください。',
  download_failed: 'ファイルを開けませんでした。もう一度お試しください。',
};

export function fault(code: string): Fault {
  return { code, message: FAULTS[code] ?? 'うまくいきませんでした。もう一度お試しください。' };
}

export const SESSION_RENEWED = '前回の会話の有効期限が切れたため、新しい会話を始めます。';

export function holdingLine(holding: Holding | null): string {
  switch (holding?.holder) {
    case 'bot':
      return '自動応答';
    case 'queue':
      return '担当者におつなぎしています';
    case 'agent':
      return holding.agent_name ? `担当者 ${holding.agent_name}` : '担当者';
    default:
      return 'チャットでのお問い合わせ';
  }
}

export function waitLine(holding: Holding | null): string | null {
  if (holding?.holder !== 'queue') return null;
  const parts: string[] = [];
  if (typeof holding.queue_position === 'number') parts.push(`ただいま${holding.queue_position}番目です`);
  if (typeof holding.estimated_wait_seconds === 'number') {
    parts.push(`およそ${Math.max(1, Math.ceil(holding.estimated_wait_seconds / 60))}分お待ちいただく見込みです`);
  }
  return parts.length ? `${parts.join('。')}。` : null;
}

const TIME_ZONE = 'Asia/Tokyo';
const clock = new Intl.DateTimeFormat('ja-JP', { hour: '2-digit', minute: '2-digit', timeZone: TIME_ZONE });
const day = new Intl.DateTimeFormat('ja-JP', { month: 'long', day: 'numeric', weekday: 'short', timeZone: TIME_ZONE });

export function timeOf(sentAt: string): string {
  const date = new Date(sentAt);
  return Number.isNaN(date.getTime()) ? '' : clock.format(date);
}

export function dayOf(sentAt: string): string {
  const date = new Date(sentAt);
  return Number.isNaN(date.getTime()) ? '' : day.format(date);
}

export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes}バイト`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)}KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)}MB`;
}
