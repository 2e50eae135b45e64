/** Every text of a document in one language. The parameters are already written as the reader writes numbers and dates. */
export interface DocumentTexts {
  readonly invoice: (number: string) => string;
  readonly creditNote: (number: string) => string;
  readonly draftInvoice: string;
  readonly draftCreditNote: string;
  /** Title of an invoice of nothing that was skipped: it says what was used, and asks for nothing. */
  readonly statement: string;
  readonly status: {
    readonly draft: string;
    readonly open: string;
    readonly issued: string;
    readonly paid: (day: string) => string;
    readonly uncollectible: string;
    readonly skipped: string;
    readonly statement: string;
    readonly void: string;
  };
  readonly watermark: { readonly draft: string; readonly void: string };
  readonly notice: {
    readonly draft: string;
    readonly void: (day: string) => string;
    readonly replaces: (number: string) => string;
    readonly replacedBy: (number: string) => string;
    readonly corrects: (number: string) => string;
  };
  readonly buyer: string;
  readonly taxId: (number: string) => string;
  readonly fact: {
    readonly number: string;
    readonly issued: string;
    readonly notIssued: string;
    readonly due: string;
    readonly period: string;
    readonly plan: string;
    readonly planVersion: (name: string, version: number) => string;
    readonly customer: string;
    readonly amountDue: string;
    readonly creditNoteNumber: string;
    readonly reason: string;
    readonly credited: string;
  };
  readonly column: {
    readonly description: string;
    readonly quantity: string;
    readonly unitPrice: string;
    readonly amount: string;
  };
  readonly line: {
    readonly roundedFrom: (amount: string) => string;
    readonly prorated: (numerator: string, denominator: string) => string;
    readonly unused: (numerator: string, denominator: string) => string;
    readonly minimum: string;
    readonly adjusts: (number: string) => string;
    readonly billedBefore: (before: string, after: string) => string;
    readonly rated: (quantity: string, amount: string) => string;
    readonly discount: (amount: string) => string;
    readonly evidence: string;
  };
  readonly bracket: {
    readonly included: string;
    readonly first: (to: string) => string;
    readonly between: (from: string, to: string) => string;
    readonly withFee: (stretch: string, fee: string) => string;
    readonly packages: string;
    readonly share: string;
    readonly eventFee: string;
    readonly fee: string;
    readonly minimum: string;
    readonly maximum: string;
    /** What credit notes have given back before, and so is not given back again. */
    readonly withheld: string;
    readonly group: (property: string, value: string) => string;
    readonly otherGroups: (property: string) => string;
  };
  readonly subtotalOf: (name: string) => string;
  readonly total: {
    readonly subtotal: string;
    readonly discount: (name: string) => string;
    readonly taxBase: string;
    readonly tax: string;
    readonly taxAt: (name: string, percent: string) => string;
    readonly total: string;
    readonly credit: (name: string) => string;
    readonly takenOff: string;
    /** What an invoice gives back of an earlier one, which was not paid yet. */
    readonly lowered: (number: string) => string;
    readonly takenOffByNotes: string;
    readonly paid: string;
    readonly remaining: string;
    readonly balanceUsed: string;
    readonly balanceAdded: string;
    readonly balance: (before: string, after: string) => string;
    readonly amountDue: string;
  };
  readonly tax: {
    readonly heading: string;
    readonly name: string;
    readonly rate: string;
    readonly base: string;
    readonly amount: string;
    /** What stands for the name of a tax, where an amount without one stands beside others. */
    readonly untaxed: { readonly reverse_charge: string; readonly exempt: string; readonly no_rate: string };
    readonly reverseCharge: string;
    readonly exempt: string;
  };
  readonly footer: (currency: string, id: string) => string;
  /** With `{page}` and `{pages}` in it. */
  readonly page: string;
}
