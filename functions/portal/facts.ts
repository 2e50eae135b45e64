import type { Customer } from '../catalog/customer/customer.ts';
import type { Meter } from '../catalog/meter/meter.ts';
import type { PlanVersion } from '../catalog/plan/plan.ts';
import type { BillingPeriod } from '../catalog/subscription/billing-period.ts';
import type { Subscription } from '../catalog/subscription/subscription.ts';
import type { Invoice } from '../invoice/invoice.ts';
import type { MeterKey } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Usage } from '../meter/usage/usage.ts';

/** An open period with what was counted in it, by meter of its plans. */
export interface MeteredPeriod {
  readonly period: BillingPeriod;
  readonly usage: ReadonlyMap<MeterKey, Usage>;
}

/** An active subscription on its plan, and its periods without an invoice. */
export interface Running {
  readonly subscription: Subscription;
  /** Each version that a phase of these periods names, by `planKey`. */
  readonly plans: ReadonlyMap<string, PlanVersion>;
  /** Each that the plans' charges look at. */
  readonly meters: readonly Meter[];
  /** Oldest first. */
  readonly ended: readonly MeteredPeriod[];
  readonly current: MeteredPeriod;
}

/** All that a summary is made of, read at one moment. */
export interface Facts {
  readonly customer: Customer;
  /** The customer's time. */
  readonly now: Instant;
  readonly running: Running | undefined;
  /** Final ones, newest first. */
  readonly invoices: readonly Invoice[];
  readonly invoicesCursor: string | null;
}
