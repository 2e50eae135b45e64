/** The EventBridge detail types of what the stage announces. */
export const announcements = { conflict: 'event.conflict' } as const;

/** What becomes of events whose window is closed: they are billed on the next invoice, or refused. The first is the
 *  default. */
export const latePolicies = ['bill_next', 'reject'] as const;
export type LatePolicy = (typeof latePolicies)[number];
/** Which of them holds. */
export const latePolicyVariable = 'LATE_POLICY';

/** URL of the queue that events wait in. */
export const eventQueueVariable = 'EVENT_QUEUE_URL';

/** How many days an event may be old when it arrives. */
export const maxEventAgeVariable = 'MAX_EVENT_AGE_DAYS';
