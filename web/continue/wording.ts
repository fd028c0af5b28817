/** Every sentence of the page. */
import type { Failure, Purpose } from './opening';

export interface Words {
  readonly title: string;
  readonly text: string;
}

export const COMPANY = 'みなと海上火災保険';
export const OPENING = 'お手続きの画面を開いています…';
export const CHOOSE_PHOTO = '写真を選ぶ';
export const TRY_AGAIN = 'もう一度試す';

export const PURPOSES: Record<Purpose, Words> = {
  continue: { title: 'お手続きの続き', text: 'これまでのやりとりの続きを、このままご入力ください。' },
  photo: { title: '写真のご送付', text: '写真を選んでから、右下の送信ボタンを押してください。' },
  kanji: { title: '漢字のご入力', text: 'お名前などを漢字で入力し、右下の送信ボタンを押してください。' },
};

export const FAILURES: Record<Failure, Words> = {
  used: {
    title: 'このリンクはすでに使われています',
    text: '最初に開いた画面でお続けください。画面を閉じられたときは、お手数ですが、もう一度お電話またはSMSでご連絡ください。',
  },
  expired: {
    title: 'このリンクは有効期限が切れています',
    text: 'お手数ですが、もう一度お電話またはSMSでご連絡ください。',
  },
  unknown: {
    title: 'リンクが見つかりませんでした',
    text: 'SMSに届いたリンクを、もう一度そのままお開きください。',
  },
  offline: {
    title: '接続できませんでした',
    text: '電波の届くところで、もう一度お試しください。',
  },
};
