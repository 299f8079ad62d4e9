/** What a key may do. */
export const API_KEY_SCOPES = ["ingest", "budgets", "read", "run", "audit", "admin"] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];
