export const scopes = ['ingest', 'read', 'admin'] as const;

/** What an API key may do. `admin` includes the other two. */
export type Scope = (typeof scopes)[number];
