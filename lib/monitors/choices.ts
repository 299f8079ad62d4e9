/** Lengths of what a threshold is compared with, in minutes. */
export const WINDOWS = {
  "5m": 5,
  "10m": 10,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "2h": 120,
  "4h": 240,
  "6h": 360,
  "12h": 720,
  "24h": 1440,
} as const;

/** Of latency and time to first token. */
export const QUANTILES = ["p50", "p90", "p95", "p99"] as const;

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Of one monitor. */
export const MOST_MUTE_WINDOWS = 20;
