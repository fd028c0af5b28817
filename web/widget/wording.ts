/** Every sentence the widget itself says, and how names, times and waits are worded. */
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

export function statusLine(holding: Holding | null): string | null {
  switch (holding?.holder) {
    case 'bot':
      return '自動応答がお答えしています';
    case 'queue':
      return `担当者におつなぎしています${waitOf(holding)}`;
    case 'agent':
      return `${agentOf(holding.agent_name)}がお答えしています`;
    case 'none':
      return 'ご対応は終了しました。続けてのご用件はこのままお書きください';
    default:
      return null;
  }
}

/** An agent is named by the family name, the first word of the name. */
export function agentOf(name: string | null | undefined): string {
  const family = name?.trim().split(/\s+/)[0];
  return family ? `担当の${family}` : '担当者';
}

function waitOf({ queue_position: place, estimated_wait_seconds: seconds }: Holding): string {
  const position = typeof place === 'number' ? `。ただいま${place}番目です` : '';
  const wait = typeof seconds === 'number' ? `（${Math.max(1, Math.ceil(seconds / 60))}分ほどの見込み）` : '';
  return position + wait;
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
