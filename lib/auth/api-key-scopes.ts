/** What a key may do. `report` alone may be published: it sends reports of end users and reads nothing. */
export const API_KEY_SCOPES = ["ingest", "budgets", "read", "run", "audit", "admin", "report"] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];
