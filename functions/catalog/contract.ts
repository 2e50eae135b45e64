/** What the stage tells the bus, as `meterline.catalog`. */
export const announced = {
  meterCreated: 'meter.created',
  planVersionCreated: 'plan.version_created',
  customerCreated: 'customer.created',
  paymentMethodUpdated: 'customer.payment_method_updated',
  subscriptionCreated: 'subscription.created',
} as const;

/** Hours from a period's end to its close; every function that opens a period needs it. */
export const graceVariable = 'GRACE_HOURS';
