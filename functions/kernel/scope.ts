export const scopes = ['ingest', 'read', 'admin'] as const;

/** What an API key may do; `admin` includes the others. */
export type Scope = (typeof scopes)[number];
