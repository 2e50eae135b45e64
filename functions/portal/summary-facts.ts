import type { Customer } from '../catalog/customer/customer.ts';
import type { Meter } from '../catalog/meter/meter.ts';
import type { PlanVersion } from '../catalog/plan/plan.ts';
import type { BillingPeriod } from '../catalog/subscription/billing-period.ts';
import type { Subscription } from '../catalog/subscription/subscription.ts';
import type { Invoice } from '../invoice/invoice.ts';
import type { BilledAhead } from '../invoice/period/period-lines.ts';
import type { MeterKey } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Usage } from '../meter/usage/usage.ts';

/** A period that has no invoice yet, with its usage by meter. */
export interface MeteredPeriod {
  readonly period: BillingPeriod;
  readonly usage: ReadonlyMap<MeterKey, Usage>;
  /** Its fees that the invoice before has billed in advance, or will bill. */
  readonly billedAhead: BilledAhead;
}

/** An active subscription, and its periods that have no invoice yet. */
export interface Running {
  readonly subscription: Subscription;
  /** The plan versions that are in force in these periods, by `planKey`. */
  readonly plans: ReadonlyMap<string, PlanVersion>;
  /** The meters that the charges of these plans look at. */
  readonly meters: readonly Meter[];
  /** Periods that are over, the oldest first. */
  readonly ended: readonly MeteredPeriod[];
  readonly current: MeteredPeriod;
}

/** All that a summary is made of, read at one moment. */
export interface Facts {
  readonly customer: Customer;
  /** The customer's time, which a test clock may have set. */
  readonly now: Instant;
  /** Undefined without an active subscription; `too_large` where its usage has more counters than a summary reads. */
  readonly running: Running | 'too_large' | undefined;
  /** Those that were issued, the newest first. */
  readonly invoices: readonly Invoice[];
  readonly invoicesCursor: string | null;
}
