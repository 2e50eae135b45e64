/** The stage as the bus and the API's document name it. */
export const stage = 'catalog';

/** Hours from a period's end to its close. Every function that opens a period needs it. */
export const graceVariable = 'GRACE_HOURS';

/** Minutes of a usage window: 60, 30 or 15. Periods begin and end between two windows. */
export const windowMinutesVariable = 'USAGE_WINDOW_MINUTES';

/** ARN of the state machine that moves a plan's subscriptions to another version. */
export const migrationMachineVariable = 'MIGRATION_MACHINE';

export const subscriptionCreatedType = 'subscription.created';

/** The EventBridge detail types that the close of a subscription's start listens to: what makes fees in advance due
 *  there, at once where the start is over. */
export const startingTypes = [subscriptionCreatedType, 'subscription.plan_changed', 'subscription.resumed'];
