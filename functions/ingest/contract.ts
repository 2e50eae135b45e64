/** What the stage announces. */
export const announcements = { conflict: 'event.conflict' } as const;

/** What becomes of events whose window is closed: billed on the next invoice, or refused. The first is the default. */
export const latePolicies = ['bill_next', 'reject'] as const;
export type LatePolicy = (typeof latePolicies)[number];
export const latePolicyVariable = 'LATE_POLICY';

/** URL of the queue from which the consumer counts. */
export const eventQueueVariable = 'EVENT_QUEUE_URL';
/** Days; events older than that are refused. */
export const maxEventAgeVariable = 'MAX_EVENT_AGE_DAYS';
/** ARN of the secret that holds the first API key, with the scope admin. */
export const adminKeyVariable = 'ADMIN_KEY_SECRET';
