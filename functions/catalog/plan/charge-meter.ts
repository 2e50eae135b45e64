import { type MeterKey, meterKey } from '../../kernel/ids.ts';
import { InvalidInput, type Mistake, unknownReference } from '../../kernel/meterline-error.ts';
import type { Meter } from '../meter/meter.ts';
import type { UsageCharge } from './charge.ts';
import type { Prices } from './plan-prices.ts';

/** @throws InvalidInput at each charge that has no meter, or whose meter cannot serve it: `unknown_meter`,
 *    `meter_archived`, `group_property_unknown`, `meter_without_amount` */
export const assertMetersFit = (prices: Prices, meters: readonly Meter[]): void => {
  const byKey = new Map<string, Meter>(meters.map((meter) => [meter.key, meter]));
  const [first, ...others] = [...prices].flatMap(([code, { charges }]) =>
    charges.flatMap((charge, index) =>
      charge.model === 'flat' ? [] : mistakesOf(charge, byKey.get(charge.meter), `/prices/${code}/charges/${index}`),
    ),
  );
  if (first !== undefined) throw new InvalidInput(first, ...others);
};

/** The meters that a price list charges, in whichever currency; each once. */
export const chargedMeters = (prices: Prices): readonly MeterKey[] => {
  const keys = [...prices.values()].flatMap(({ charges }) =>
    charges.flatMap((charge) => (charge.model === 'flat' ? [] : [charge.meter])),
  );
  return [...new Set(keys)].map(meterKey);
};

const mistakesOf = (charge: UsageCharge, meter: Meter | undefined, place: string): readonly Mistake[] =>
  meter === undefined
    ? unknownReference('meter', charge.meter, `${place}/meter`).mistakes
    : [
        ...archivedMistakes(meter, place),
        ...groupMistakes(charge, meter, place),
        ...amountMistakes(charge, meter, place),
      ];

/** An archived meter counts nothing any more: what is charged by it would be free for ever. */
const archivedMistakes = ({ key, archivedAt }: Meter, place: string): readonly Mistake[] =>
  archivedAt === null
    ? []
    : [
        {
          code: 'meter_archived',
          pointer: `${place}/meter`,
          detail: `The meter "${key}" was archived at ${archivedAt}.`,
        },
      ];

const groupMistakes = ({ groupPrices }: UsageCharge, { key, groupBy }: Meter, place: string): readonly Mistake[] => {
  if (groupPrices === null || groupBy.includes(groupPrices.property)) return [];
  const known = groupBy.length === 0 ? 'no property' : groupBy.join(', ');
  const detail = `The meter "${key}" groups by ${known}, not by "${groupPrices.property}".`;
  return [{ code: 'group_property_unknown', pointer: `${place}/groupPrices/property`, detail }];
};

/** A percentage is taken of amounts that events carry. A number of events, or of distinct values, is none. */
const amountMistakes = ({ model }: UsageCharge, { key, measure }: Meter, place: string): readonly Mistake[] => {
  const { aggregation } = measure;
  if (model !== 'percentage' || (aggregation !== 'count' && aggregation !== 'unique_count')) return [];
  const detail = `A percentage is one of an amount; the meter "${key}" is a ${aggregation}.`;
  return [{ code: 'meter_without_amount', pointer: `${place}/meter`, detail }];
};
