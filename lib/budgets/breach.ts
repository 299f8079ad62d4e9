/** What a finding of a budget knows: `detail` of `findings`. Money as decimal text, which no JSON parser rounds. */
export interface BreachDetail {
  percent: string;
  limit_nano_usd: string;
  spent_nano_usd: string;
  unknown_calls: number;
  period_start: string;
  period_end: string;
  actions: string[];
  /** Who spent it; null: not looked for yet. */
  causes: Causes | null;
}

export interface Causes {
  feature: Cause[];
  user: Cause[];
  model: Cause[];
}

interface Cause {
  value: string;
  usd: string;
}
