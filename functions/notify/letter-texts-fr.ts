import type { LetterTexts } from './letter-texts.ts';

/** Before a colon stands a no-break space. */
export const french: LetterTexts = {
  salutation: (name) => `Bonjour ${name},`,
  subject: {
    failed: (amount, number) => `Échec du paiement : ${amount} pour la facture ${number}`,
    methodNeeded: (amount, number) => `Moyen de paiement requis : ${amount} pour la facture ${number}`,
    received: (amount, number) => `Paiement reçu : ${amount} pour la facture ${number}`,
    uncollectible: (amount, number) => `Impayé : ${amount} pour la facture ${number}`,
  },
  received: (amount, number) => `Nous avons reçu votre paiement de ${amount} pour la facture ${number}. Merci.`,
  nothingToDo: 'Vous n’avez plus rien à faire.',
  givenUp: (amount, number) =>
    `Nous n’avons pas pu encaisser ${amount} pour la facture ${number} et ne ferons pas d’autre tentative.`,
  stillOwed: 'Ce montant reste dû. Veuillez nous contacter pour le régler.',
  softDecline: 'Votre paiement a été refusé.',
  hardDecline: 'Votre paiement a été refusé, et ce moyen de paiement ne fonctionnera plus.',
  noMethod: 'Il n’y avait aucun moyen de paiement à débiter.',
  due: (amount, number) => `Le montant dû pour la facture ${number} est de ${amount}.`,
  nextAttempt: (day) =>
    `Nous réessaierons le ${day}. Avec un nouveau moyen de paiement, nous réessaierons immédiatement.`,
  anotherMethod: 'Veuillez nous indiquer un autre moyen de paiement.',
  anotherMethodBy: (day) => `Veuillez nous indiquer un autre moyen de paiement au plus tard le ${day}.`,
  oneMethod: 'Veuillez nous en indiquer un.',
  oneMethodBy: (day) => `Veuillez nous en indiquer un au plus tard le ${day}.`,
  chargedAtOnce: 'Nous le débiterons immédiatement.',
};
