/** What the stage announces. */
export const announcements = { conflict: 'event.conflict' } as const;

/** What becomes of events whose window is closed: billed on the next invoice, or refused. The first is the default. */
export const latePolicies = ['bill_next', 'reject'] as const;
export type LatePolicy = (typeof latePolicies)[number];
export const latePolicyVariable = 'LATE_POLICY';

/** URL of the queue of events. */
export const eventQueueVariable = 'EVENT_QUEUE_URL';

/** Days that an event may be old when it arrives. */
export const maxEventAgeVariable = 'MAX_EVENT_AGE_DAYS';

/** ARN of the secret with the first API key. */
export const adminKeyVariable = 'ADMIN_KEY_SECRET';

/** ARN of the secret that portal links are signed with. */
export const portalSecretVariable = 'PORTAL_SECRET';
