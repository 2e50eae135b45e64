type Language = 'en' | 'de' | 'fr' | 'ja';

/** Article 226(11a) of Directive 2006/112/EC requires the words "Reverse charge", in one of its languages, on the
 *  invoice. */
const reverseCharge: Readonly<Record<Language, string>> = {
  en: 'Reverse charge: VAT is due from the recipient of the service, article 196 of Directive 2006/112/EC.',
  de: 'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge), Artikel 196 der Richtlinie 2006/112/EG.',
  fr: 'Autoliquidation : TVA due par le preneur, article 196 de la directive 2006/112/CE.',
  ja: 'リバースチャージ：付加価値税の納税義務者は役務の提供を受けた者です（EU指令2006/112/EC第196条）。',
};

const exempt: Readonly<Record<Language, string>> = {
  en: 'Exempt from tax: ',
  de: 'Von der Steuer befreit: ',
  fr: 'Exonération de taxe : ',
  ja: '非課税：',
};

/** The note on an invoice whose tax the customer owes.
 *  @param locale BCP 47; English is used where there is no text in its language */
export const reverseChargeNote = (locale: string): string => reverseCharge[languageOf(locale)];

/** The note on an invoice that is exempt.
 *  @param reason the certificate or article that the operator has noted for the customer */
export const exemptNote = (locale: string, reason: string): string => exempt[languageOf(locale)] + reason;

const languageOf = (locale: string): Language => {
  const [language] = locale.split('-');
  return language === 'de' || language === 'fr' || language === 'ja' ? language : 'en';
};
