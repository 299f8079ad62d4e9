/** Buckets of figures by their length, and when each is made: `tier` is that length in seconds, 0 a day. */
export interface Tier {
  tier: 10 | 60 | 900 | 3600 | 0;
  seconds: number;
  /** Where its figures come from: the tier below, else spans and traces. */
  from: 60 | 900 | 3600 | null;
  /** The tier above, stale as soon as this one changed. */
  next: { tier: 900 | 3600 | 0; seconds: number } | null;
  /** Buckets of one of these are recomputed together. */
  together: "minute" | "hour" | "day" | "month";
  /** Seconds after its end that a bucket stays open, without a new mark before it is recomputed, and at most. */
  openS: number;
  quietS: number;
  patienceS: number;
}

/** A late span makes a whole minute be read again, so under a constant trickle that happens every ten seconds only. */
export const TIERS: Tier[] = [
  {
    tier: 10,
    seconds: 10,
    from: null,
    next: null,
    together: "minute",
    openS: 0.5,
    quietS: 0.5,
    patienceS: 2,
  },
  {
    tier: 60,
    seconds: 60,
    from: null,
    next: { tier: 900, seconds: 900 },
    together: "hour",
    openS: 2,
    quietS: 1,
    patienceS: 10,
  },
  {
    tier: 900,
    seconds: 900,
    from: 60,
    next: { tier: 3600, seconds: 3600 },
    together: "day",
    openS: 3,
    quietS: 2,
    patienceS: 30,
  },
  {
    tier: 3600,
    seconds: 3600,
    from: 900,
    next: { tier: 0, seconds: 86_400 },
    together: "day",
    openS: 5,
    quietS: 3,
    patienceS: 60,
  },
  {
    tier: 0,
    seconds: 86_400,
    from: 3600,
    next: null,
    together: "month",
    openS: 10,
    quietS: 10,
    patienceS: 300,
  },
];
