/** What the stage announces. */
export const announcements = { conflict: 'event.conflict' } as const;
