import { at, boundary, type Time, type Zone } from './calendar.ts';
import type { Currency, Meter, PlanId } from './plans.ts';
import { type Taxed, taxes } from './taxes.ts';

/** A plan version from a time on; `step` is the month in which somebody asked for it. */
export interface Change {
  readonly step: number;
  readonly from: Time;
  readonly plan: PlanId;
  readonly version: number;
}

export interface Coupon {
  readonly name: string;
  readonly percentOff?: string;
  readonly amountOff?: string;
  readonly duration: 'once' | 'periods' | 'forever';
  readonly periods?: number;
  readonly appliesTo?: readonly string[];
}

export interface Grant {
  readonly name: string;
  readonly amount: string;
  readonly priority: number;
  readonly expiresAt?: Time;
}

/** Of the month's step, before it is closed. */
export interface Manual {
  readonly step: number;
  readonly description: string;
  readonly amount: string;
}

/** Of the invoice that closed period `of`; the customer has it on its balance. */
export interface CreditNote {
  readonly step: number;
  readonly of: number;
  readonly amount: string;
}

export interface Persona {
  readonly name: string;
  readonly currency: Currency;
  readonly zone: Zone;
  /** The day of January on which its first period starts. */
  readonly day: number;
  /** Who gets its invoices. */
  readonly parent: string | null;
  readonly taxed: Taxed;
  readonly meters: readonly Meter[];
  /** The first is the one that it subscribes to. */
  readonly plans: readonly [Change, ...Change[]];
  readonly trialDays: number | null;
  readonly pause: { readonly step: number; readonly from: Time; readonly to: Time } | null;
  readonly cancel: { readonly step: number; readonly at: Time } | null;
  readonly coupons: readonly Coupon[];
  readonly grants: readonly Grant[];
  readonly manual: readonly Manual[];
  readonly creditNotes: readonly CreditNote[];
  /** The month whose invoice the bank declines; it is void, and another stands in for it. */
  readonly replacedIn: number | null;
}

const nothingSpecial = {
  ...({ zone: 'UTC', day: 1, parent: null, taxed: taxes.nowhere, trialDays: null, pause: null, cancel: null } as const),
  ...{ coupons: [], grants: [], manual: [], creditNotes: [], replacedIn: null },
};

type Special = Partial<Persona> & Pick<Persona, 'currency' | 'meters'>;

const persona = (name: string, plan: PlanId, special: Special, ...later: readonly Change[]): Persona => {
  const { zone, day } = { ...nothingSpecial, ...special };
  const first = { step: 0, from: boundary(zone, day, 0), plan, version: 1 };
  return { ...nothingSpecial, ...special, name, plans: [first, ...later] };
};

const to = (plan: PlanId, version: number, step: number, time: string): Change => ({
  ...{ plan, version, step },
  from: at(time),
});

const [starter, pro, shop]: readonly (readonly Meter[])[] = [
  ['minutes', 'calls'],
  ['minutes', 'disk', 'seats'],
  ['sales', 'calls'],
];
const all: readonly Meter[] = ['minutes', 'calls', 'disk', 'seats', 'sales'];

export const cast: readonly Persona[] = [
  persona(
    'climber',
    'starter',
    {
      ...{ currency: 'USD', meters: all },
      grants: [
        { name: 'Later', amount: '60.00', priority: 200 },
        { name: 'Sooner', amount: '25.50', priority: 10 },
        { name: 'Expires', amount: '1000.00', priority: 5, expiresAt: at('2025-02-15T00:00:00Z') },
      ],
      creditNotes: [{ step: 4, of: 2, amount: '12.34' }],
    },
    to('pro', 1, 3, '2025-04-16T12:00:00Z'),
    to('starter', 2, 7, '2025-08-10T00:00:00Z'),
  ),
  persona('brussels', 'pro', {
    ...{ currency: 'EUR', zone: 'Europe/Brussels', taxed: taxes.belgium, meters: pro ?? [] },
    coupons: [
      { name: 'fifth', percentOff: '20', duration: 'periods', periods: 3 },
      { name: 'welcome', amountOff: '15.00', duration: 'once' },
    ],
    manual: [
      { step: 1, description: 'Setup', amount: '99.99' },
      { step: 1, description: 'Goodwill', amount: '-10.01' },
    ],
    creditNotes: [{ step: 6, of: 4, amount: '50.05' }],
  }),
  persona('leaver', 'starter', {
    ...{ currency: 'EUR', zone: 'Europe/Brussels', taxed: taxes.belgium, meters: starter ?? [] },
    cancel: { step: 8, at: at('2025-09-20T10:00:00Z') },
    coupons: [{ name: 'eighth', percentOff: '12.5', duration: 'forever' }],
  }),
  persona(
    'lyon',
    'starter',
    { currency: 'EUR', zone: 'Europe/Brussels', taxed: taxes.reverseCharge, meters: starter ?? [] },
    to('starter', 2, 5, '2025-06-30T22:00:00Z'),
  ),
  persona('seoul', 'pro', {
    ...{ currency: 'KRW', taxed: taxes.korea, meters: pro ?? [] },
    coupons: [{ name: 'friend', percentOff: '15', duration: 'forever', appliesTo: ['base', 'seats'] }],
    manual: [{ step: 8, description: 'Outage of a week', amount: '-900001' }],
    creditNotes: [{ step: 9, of: 7, amount: '10001' }],
  }),
  persona(
    'trial',
    'starter',
    { currency: 'JPY', trialDays: 31, meters: starter ?? [] },
    to('pro', 1, 5, '2025-06-11T05:00:00Z'),
  ),
  persona('newyork', 'shop', {
    ...{ currency: 'USD', taxed: taxes.newYork, meters: shop ?? [] },
    coupons: [{ name: 'ten', amountOff: '10.00', duration: 'periods', periods: 4 }],
    grants: [{ name: 'Prepaid', amount: '200.00', priority: 100 }],
  }),
  persona('kuwait', 'shop', { currency: 'KWD', meters: all }, to('pro', 1, 6, '2025-07-19T17:00:00Z')),
  persona('museum', 'pro', {
    ...{ currency: 'USD', day: 31, taxed: taxes.exempt, meters: pro ?? [] },
    pause: { step: 5, from: at('2025-06-10T06:00:00Z'), to: at('2025-06-25T18:00:00Z') },
  }),
  persona('declined', 'starter', { currency: 'USD', taxed: taxes.newYork, meters: starter ?? [], replacedIn: 4 }),
  persona('holding', 'pro', {
    ...{ currency: 'EUR', zone: 'Europe/Brussels', taxed: taxes.belgium, meters: pro ?? [] },
    coupons: [{ name: 'tenth', percentOff: '10', duration: 'periods', periods: 6 }],
    grants: [{ name: 'Prepaid', amount: '333.33', priority: 100 }],
  }),
  persona(
    'branch_a',
    'starter',
    {
      ...{ currency: 'EUR', zone: 'Europe/Brussels', parent: 'holding', meters: starter ?? [] },
      coupons: [{ name: 'small', amountOff: '3.33', duration: 'forever' }],
    },
    to('pro', 1, 2, '2025-03-30T11:00:00Z'),
  ),
  persona('branch_b', 'starter', {
    ...{ currency: 'EUR', zone: 'Europe/Brussels', parent: 'holding', meters: starter ?? [] },
    cancel: { step: 9, at: at('2025-10-12T09:00:00Z') },
  }),
];

export const childrenOf = ({ name }: Persona): readonly Persona[] => cast.filter(({ parent }) => parent === name);
export const payers: readonly Persona[] = cast.filter(({ parent }) => parent === null);
