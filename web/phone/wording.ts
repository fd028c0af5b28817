/** How a call stands, in words. */
import type { Call, EndedBy } from './callState';

const ENDED: Readonly<Record<EndedBy, string>> = {
  caller: 'お客さまが電話を切りました',
  service: '窓口が通話を終えました',
  agent: '担当者側から通話が終わりました',
  fault: '案内の不具合で切れました',
};

export function statusOf({ activity }: Call): string {
  switch (activity.kind) {
    case 'fetching':
      return '通話中（応答を待っています）';
    case 'prompting':
      return activity.prompt.verb === 'play' ? '通話中（保留音）' : '通話中';
    case 'listening':
      return '通話中（お返事をどうぞ）';
    case 'ringing':
      return '担当者を呼び出しています';
    case 'talking':
      return '担当者と通話中';
    case 'recording':
      return '伝言を録音中（終わったら #）';
    case 'ended':
      return `終了：${ENDED[activity.by]}`;
  }
}

export function lengthOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  return [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
