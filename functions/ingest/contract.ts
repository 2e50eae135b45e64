/** What the stage announces. */
export const announcements = { conflict: 'event.conflict' } as const;

/** What becomes of events whose window is closed: billed on the next invoice, or refused. The first is the default. */
export const latePolicies = ['bill_next', 'reject'] as const;
export type LatePolicy = (typeof latePolicies)[number];
export const latePolicyVariable = 'LATE_POLICY';
