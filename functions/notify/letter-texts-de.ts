import type { LetterTexts } from './letter-texts.ts';

export const german: LetterTexts = {
  salutation: (name) => `Guten Tag ${name},`,
  subject: {
    failed: (amount, number) => `Zahlung fehlgeschlagen: ${amount} für Rechnung ${number}`,
    methodNeeded: (amount, number) => `Zahlungsmittel benötigt: ${amount} für Rechnung ${number}`,
    received: (amount, number) => `Zahlung erhalten: ${amount} für Rechnung ${number}`,
    uncollectible: (amount, number) => `Unbezahlt: ${amount} für Rechnung ${number}`,
  },
  received: (amount, number) => `Wir haben Ihre Zahlung von ${amount} für Rechnung ${number} erhalten. Vielen Dank.`,
  nothingToDo: 'Sie müssen nichts weiter tun.',
  givenUp: (amount, number) =>
    `Wir konnten ${amount} für Rechnung ${number} nicht einziehen und werden es nicht erneut versuchen.`,
  stillOwed: 'Der Betrag ist weiterhin offen. Bitte melden Sie sich bei uns, um ihn zu begleichen.',
  softDecline: 'Ihre Zahlung wurde abgelehnt.',
  hardDecline: 'Ihre Zahlung wurde abgelehnt, und dieses Zahlungsmittel wird auch künftig nicht funktionieren.',
  noMethod: 'Es war kein Zahlungsmittel hinterlegt, das wir belasten konnten.',
  due: (amount, number) => `Der offene Betrag von Rechnung ${number} ist ${amount}.`,
  nextAttempt: (day) => `Wir versuchen es am ${day} erneut. Mit einem neuen Zahlungsmittel versuchen wir es sofort.`,
  anotherMethod: 'Bitte hinterlegen Sie ein anderes Zahlungsmittel.',
  anotherMethodBy: (day) => `Bitte hinterlegen Sie bis zum ${day} ein anderes Zahlungsmittel.`,
  oneMethod: 'Bitte hinterlegen Sie eines.',
  oneMethodBy: (day) => `Bitte hinterlegen Sie bis zum ${day} eines.`,
  chargedAtOnce: 'Wir belasten es dann sofort.',
};
