/** What end users are ranked by. */
export const END_USER_SORTS = ["cost", "interactions", "failures", "failure_rate", "tokens", "user"] as const;
export type EndUserSort = (typeof END_USER_SORTS)[number];

/** Everything that a file or a page holds of users at once. */
export const MOST_END_USERS = 1_000;

/** What one end user had and what it cost. */
export interface EndUser {
  user: string;
  interactions: number;
  failures: number;
  /** Of calls whose cost is known; null: of none, though there were some. */
  costUsd: string | null;
  /** Calls that are not in the cost. */
  unknownCalls: number;
  inputTokens: number;
  outputTokens: number;
}
