import type { UsageChargeWire } from '../../functions/portal/current-period-wire.ts';
import { quantityText, rateText, shareText } from './format.ts';
import { locale } from './locale.ts';

type Bracket = UsageChargeWire['breakdown'][number];

const words: Record<Bracket['kind'], string> = {
  included: 'included',
  units: 'units',
  package: 'packages',
  percentage: 'of the amount',
  event_fee: 'events',
  flat: 'fee',
  minimum: 'up to the minimum',
  maximum: 'down to the maximum',
  withheld: 'given back before',
};

interface BreakdownProps {
  readonly brackets: readonly Bracket[];
  readonly currency: string;
}

/** What the cost so far is made of. */
export const Breakdown = ({ brackets, currency }: BreakdownProps) =>
  brackets.length === 0 ? null : (
    <details>
      <summary>How the cost is made up</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Units</th>
              <th scope="col" class="number">
                Price
              </th>
              <th scope="col" class="number">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {brackets.map((bracket) => (
              <Row
                key={`${bracket.group?.value ?? ''}#${bracket.kind}#${bracket.from}`}
                bracket={bracket}
                currency={currency}
              />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );

/** A share is a percentage, all else an amount. */
const priceText = ({ kind, unitAmount }: Bracket, currency: string): string =>
  kind === 'percentage' ? shareText(unitAmount, locale) : rateText(unitAmount, currency, locale);

const Row = ({ bracket, currency }: { readonly bracket: Bracket; readonly currency: string }) => (
  <tr>
    <td>
      {bracket.group === null ? null : <span class="soft">{bracket.group.value}: </span>}
      {bracket.units === '0' ? '' : `${quantityText(bracket.units, locale)} `}
      {words[bracket.kind]}
      {bracket.flatAmount === '0' || bracket.units === '0' ? null : (
        <span class="soft"> + {rateText(bracket.flatAmount, currency, locale)}</span>
      )}
    </td>
    <td class="number">{bracket.units === '0' ? '' : priceText(bracket, currency)}</td>
    <td class="number">{rateText(bracket.amount, currency, locale)}</td>
  </tr>
);
