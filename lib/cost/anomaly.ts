/** Cost by hour of one feature, or of one user within it; the oldest hour first, without gaps. */
export interface HourlyCosts {
  /** US dollars. */
  costs: ArrayLike<number>;
  /** Place of each hour in the week, 0 to 167. */
  hoursOfWeek: ArrayLike<number>;
}

export interface AnomalyRules {
  /** Only hours from this index on are judged; those before are history. */
  from: number;
  /** US dollars above the baseline, of all hours in a row together, below which nobody needs to know. */
  minimum: number;
}

/** One or several hours in a row, or days, that cost far more than such hours or days do. */
export interface Anomaly {
  first: number;
  /** Inclusive. */
  last: number;
  cost: number;
  expected: number;
}
