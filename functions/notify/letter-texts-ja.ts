import type { LetterTexts } from './letter-texts.ts';

export const japanese: LetterTexts = {
  salutation: (name) => `${name} 様`,
  subject: {
    failed: (amount, number) => `お支払いができませんでした：請求書 ${number}（${amount}）`,
    methodNeeded: (amount, number) => `お支払い方法の登録が必要です：請求書 ${number}（${amount}）`,
    received: (amount, number) => `お支払いを受領しました：請求書 ${number}（${amount}）`,
    uncollectible: (amount, number) => `未払いのご連絡：請求書 ${number}（${amount}）`,
  },
  received: (amount, number) => `請求書 ${number} のお支払い ${amount} を受領いたしました。ありがとうございます。`,
  nothingToDo: 'これ以上のお手続きは必要ありません。',
  givenUp: (amount, number) =>
    `請求書 ${number} の ${amount} のお支払いを確認できませんでした。今後、自動での請求は行いません。`,
  stillOwed: 'お支払いはまだ完了していません。お手数ですが、お支払いについて当方までご連絡ください。',
  softDecline: 'お支払いが承認されませんでした。',
  hardDecline: 'お支払いが承認されませんでした。この支払い方法は今後ご利用いただけません。',
  noMethod: 'ご利用いただける支払い方法が登録されていませんでした。',
  due: (amount, number) => `請求書 ${number} のご請求金額は ${amount} です。`,
  nextAttempt: (day) =>
    `${day}に再度お支払いの処理を行います。新しい支払い方法をご登録いただいた場合は、すぐに処理を行います。`,
  anotherMethod: '別の支払い方法をご登録ください。',
  anotherMethodBy: (day) => `${day}までに別の支払い方法をご登録ください。`,
  oneMethod: '支払い方法をご登録ください。',
  oneMethodBy: (day) => `${day}までに支払い方法をご登録ください。`,
  chargedAtOnce: 'ご登録後、すぐにお支払いの処理を行います。',
};
