type Language = 'en' | 'de' | 'fr' | 'ja';

/** Article 226(11a) of Directive 2006/112/EC wants the words "Reverse charge", in any of its languages. */
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

/** @param locale BCP 47; in English where there is no text in its language */
export const reverseChargeNote = (locale: string): string => reverseCharge[languageOf(locale)];

/** @param reason the certificate or article, as the customer's record has it */
export const exemptNote = (locale: string, reason: string): string => exempt[languageOf(locale)] + reason;

const languageOf = (locale: string): Language => {
  const [language] = locale.split('-');
  return language === 'de' || language === 'fr' || language === 'ja' ? language : 'en';
};
