import type { Period } from '../../catalog/subscription/billing-period.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import { decimalOf } from '../../money/decimal.ts';
import type { Bracket, BracketKind, Breakdown } from '../../rate/line.ts';
import type { Proration } from '../invoice.ts';
import type { BracketRow, LineRow } from './document-schema.ts';
import type { SourceLine, SourceUsage } from './document-source.ts';
import type { LineWriting } from './document-writing.ts';

/** A line of the document with its brackets. */
export const lineRow = (line: SourceLine, writing: LineWriting): LineRow => {
  const { texts, formats, evidenceUrl } = writing;
  const unitPrice = onlyPrice(line);
  return {
    description: line.kind === 'minimum' ? texts.line.minimum : line.description,
    notes: notesOf(line, writing),
    evidence: line.isUsage ? { text: texts.line.evidence, url: evidenceUrl(line.id) } : null,
    quantity: line.quantity === null ? '' : formats.quantity(line.quantity),
    unitPrice: unitPrice === undefined ? '' : formats.amount(unitPrice),
    amount: formats.amount(line.amount.amount),
    brackets: unitPrice === undefined ? bracketRows(line.breakdown, writing) : [],
  };
};

/** The price of a unit, if all units of the line have the same one. Such a line shows its price itself, and no breakdown. */
const onlyPrice = ({ breakdown, quantity }: SourceLine) => {
  const [only, ...others] = breakdown;
  if (only === undefined || others.length > 0) return undefined;
  const { kind, from, units, flatAmount, unitAmount, group } = only;
  const isWhole = kind === 'units' && from.isZero() && flatAmount.isZero() && group === null;
  return isWhole && quantity?.equals(units) ? unitAmount : undefined;
};

const notesOf = (line: SourceLine, writing: LineWriting): string[] => {
  const { texts, formats, period } = writing;
  const { proration, adjusts, amount, exactAmount, discount } = line;
  return [
    ...(line.period === null || covers(line.period, period) ? [] : [formats.period(line.period)]),
    ...(proration === null ? [] : [prorationText(proration, writing)]),
    ...(adjusts === null
      ? []
      : [
          texts.line.adjusts(adjusts.number),
          texts.line.billedBefore(rated(adjusts.before, writing), rated(adjusts.after, writing)),
        ]),
    ...(adjusts !== null || amount.amount.equals(exactAmount.amount)
      ? []
      : [texts.line.roundedFrom(formats.money(exactAmount))]),
    ...(discount.amount.isZero() ? [] : [texts.line.discount(formats.money(discount))]),
  ];
};

const prorationText = ({ numerator, denominator }: Proration, { texts, formats }: LineWriting): string => {
  const of = formats.quantity(decimalOf(denominator));
  return numerator < 0
    ? texts.line.unused(formats.quantity(decimalOf(-numerator)), of)
    : texts.line.prorated(formats.quantity(decimalOf(numerator)), of);
};

const covers = (own: Period, whole: Period | null): boolean => own.start === whole?.start && own.end === whole.end;

const rated = ({ quantity, amount }: SourceUsage, { texts, formats }: LineWriting): string =>
  texts.line.rated(formats.quantity(quantity), formats.amount(amount.amount));

/** The brackets of a line. Where there are prices by group, the brackets of a group stand under a row with its name, and those of
 *  the charge's own price under a row for all other groups. */
const bracketRows = (breakdown: Breakdown, writing: LineWriting): BracketRow[] => {
  const property = breakdown.find(({ group }) => group !== null)?.group?.property;
  const headOf = ({ group, kind }: Bracket): string | null => {
    if (group !== null) return writing.texts.bracket.group(group.property, group.value);
    return property === undefined || isBound(kind) ? null : writing.texts.bracket.otherGroups(property);
  };
  return breakdown.flatMap((bracket, index) => {
    const head = headOf(bracket);
    const before = breakdown[index - 1];
    const isNew = head !== null && (before === undefined || headOf(before) !== head);
    const row = bracketRow(bracket, writing);
    return [...(isNew ? [groupRow(head)] : []), head === null ? row : { ...row, kind: 'grouped' as const }];
  });
};

const groupRow = (text: string): BracketRow => ({ kind: 'group', text, quantity: '', unitPrice: '', amount: '' });

const bracketRow = (bracket: Bracket, writing: LineWriting): BracketRow => ({
  kind: 'bracket',
  text: bracketText(bracket, writing),
  ...bracketFigures(bracket, writing),
});

const isBound = (kind: BracketKind): boolean => ['minimum', 'maximum', 'withheld'].includes(kind);

const bracketFigures = ({ kind, units, unitAmount, amount }: Bracket, { formats }: LineWriting) => {
  const whole = { quantity: '', unitPrice: '', amount: formats.amount(amount) };
  if (isBound(kind)) return whole;
  return kind === 'percentage'
    ? { ...whole, quantity: formats.amount(units), unitPrice: formats.percent(unitAmount) }
    : { ...whole, quantity: formats.quantity(units), unitPrice: formats.amount(unitAmount) };
};

const bracketText = ({ kind, from, to, flatAmount }: Bracket, { texts, formats }: LineWriting): string => {
  const { bracket } = texts;
  switch (kind) {
    case 'included':
      return bracket.included;
    case 'units': {
      const end = formats.quantity(to);
      const stretch = from.isZero() ? bracket.first(end) : bracket.between(formats.quantity(from), end);
      return flatAmount.isZero() ? stretch : bracket.withFee(stretch, formats.amount(flatAmount));
    }
    case 'package':
      return bracket.packages;
    case 'percentage':
      return bracket.share;
    case 'event_fee':
      return bracket.eventFee;
    case 'flat':
      return bracket.fee;
    case 'minimum':
      return bracket.minimum;
    case 'maximum':
      return bracket.maximum;
    case 'withheld':
      return bracket.withheld;
    default:
      return assertNever(kind);
  }
};
