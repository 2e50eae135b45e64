import { Exact } from './exact.ts';

/** Prices as they are sent: the test reckons with the same text that the stack is given. */
export type Terms = {
  readonly unitAmount?: string;
  readonly tiers?: readonly {
    readonly upTo: string | null;
    readonly unitAmount: string;
    readonly flatAmount?: string;
  }[];
  readonly packageSize?: string;
  readonly packageAmount?: string;
  readonly percent?: string;
  readonly fixedAmount?: string;
  readonly included?: string;
};

export type UsageCharge = Terms & {
  readonly id: string;
  readonly model: 'linear' | 'tiered' | 'volume' | 'package' | 'percentage';
  readonly meter: Meter;
  readonly minimumAmount?: string;
  readonly maximumAmount?: string;
  readonly groupPrices?: { readonly property: string; readonly prices: Readonly<Record<string, Terms>> };
};

export type Fee = {
  readonly id: string;
  readonly model: 'flat';
  readonly amount: string;
  readonly billed: 'advance' | 'arrears';
};

export type Charge = UsageCharge | Fee;

export interface Price {
  readonly charges: readonly Charge[];
  readonly minimumAmount: string;
}

export const meters = {
  minutes: { aggregation: 'sum', valueProperty: 'value', groupBy: ['resolution'] },
  calls: { aggregation: 'count' },
  disk: { aggregation: 'max', valueProperty: 'value' },
  seats: { aggregation: 'unique_count', valueProperty: 'user' },
  sales: { aggregation: 'sum', valueProperty: 'value' },
} as const;
export type Meter = keyof typeof meters;

/** Digits after the point, and what an amount in dollars is worth. */
export const currencies = {
  USD: { digits: 2, worth: '1' },
  EUR: { digits: 2, worth: '0.9' },
  JPY: { digits: 0, worth: '151' },
  KRW: { digits: 0, worth: '1387' },
  KWD: { digits: 3, worth: '0.3071' },
} as const;
export type Currency = keyof typeof currencies;

type List = (worth: (dollars: string) => string) => Price;

const starter =
  (fee: string, first: string, then: string): List =>
  (worth) => ({
    minimumAmount: '0',
    charges: [
      { id: 'base', model: 'flat', amount: worth(fee), billed: 'advance' },
      {
        ...{ id: 'minutes', model: 'tiered', meter: 'minutes', included: '100' },
        tiers: [
          { upTo: '1000', unitAmount: worth(first) },
          { upTo: null, unitAmount: worth(then), flatAmount: worth('5') },
        ],
      },
      {
        ...{ id: 'calls', model: 'package', meter: 'calls', included: '1' },
        ...{ packageSize: '3', packageAmount: worth('2.55') },
      },
    ],
  });

const pro: List = (worth) => ({
  minimumAmount: worth('250'),
  charges: [
    { id: 'base', model: 'flat', amount: worth('149'), billed: 'advance' },
    {
      ...{ id: 'minutes', model: 'linear', meter: 'minutes', unitAmount: worth('0.053'), included: '120.5' },
      groupPrices: {
        property: 'resolution',
        prices: { '4K': { unitAmount: worth('0.217') }, HD: { unitAmount: worth('0.1013'), included: '50' } },
      },
    },
    {
      ...{ id: 'disk', model: 'volume', meter: 'disk' },
      tiers: [
        { upTo: '100', unitAmount: worth('0.31') },
        { upTo: '500', unitAmount: worth('0.27'), flatAmount: worth('3') },
        { upTo: null, unitAmount: worth('0.19'), flatAmount: worth('7.77') },
      ],
    },
    {
      ...{ id: 'seats', model: 'linear', meter: 'seats', unitAmount: worth('7.5') },
      ...{ minimumAmount: worth('10'), maximumAmount: worth('30') },
    },
  ],
});

const shop: List = (worth) => ({
  minimumAmount: '0',
  charges: [
    { id: 'support', model: 'flat', amount: worth('10.01'), billed: 'arrears' },
    {
      ...{ id: 'sales', model: 'percentage', meter: 'sales', percent: '2.9', fixedAmount: worth('0.3') },
      ...{ included: '100', maximumAmount: worth('500') },
    },
    { id: 'calls', model: 'linear', meter: 'calls', unitAmount: worth('0.0125') },
  ],
});

const lists = {
  starter: [starter('19', '0.10', '0.07'), starter('23.5', '0.11', '0.065')],
  pro: [pro],
  shop: [shop],
} as const satisfies Record<string, readonly List[]>;
export type PlanId = keyof typeof lists;
export const planIds: readonly PlanId[] = ['starter', 'pro', 'shop'];

/** All versions of a plan in that currency, the first first. */
const priced = (plan: PlanId, currency: Currency): readonly Price[] => {
  const rate = Exact.of(currencies[currency].worth);
  return lists[plan].map((list) => list((dollars) => Exact.of(dollars).times(rate).plain()));
};

/** @throws Error for a version that there is not */
export const priceOf = (plan: PlanId, version: number, currency: Currency): Price => {
  const price = priced(plan, currency)[version - 1];
  if (price === undefined) throw new Error(`${plan} has no version ${version}`);
  return price;
};

export const versionsOf = (plan: PlanId): readonly number[] => lists[plan].map((_, index) => index + 1);
