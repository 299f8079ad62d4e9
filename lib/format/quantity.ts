import { exactBytes, formatBytes } from "./bytes";
import { exactCount, formatCount, formatTokens } from "./count";
import { exactDuration, formatDuration } from "./duration";
import { exactUsd, formatUsd } from "./money";
import { exactPercent, formatPercent, formatPoints } from "./percent";
import { NBSP, formatExact, significant, signed } from "./significant";

/**
 * What a number measures; charts, tiles and table cells share this list so that one quantity looks the same everywhere.
 * Units: duration in milliseconds, percent as a share 0..1, usd in dollars, rate per second.
 */
export type Quantity = "duration" | "count" | "tokens" | "bytes" | "percent" | "usd" | "score" | "rate";

const SHORT: Record<Quantity, (value: number) => string> = {
  duration: formatDuration,
  count: formatCount,
  tokens: formatTokens,
  bytes: formatBytes,
  percent: formatPercent,
  usd: formatUsd,
  score: (v) => significant(v),
  rate: (v) => `${significant(v)}${NBSP}/s`,
};

const EXACT: Record<Quantity, (value: number) => string> = {
  duration: exactDuration,
  count: exactCount,
  tokens: (v) => `${exactCount(v)}${NBSP}${v === 1 ? "token" : "tokens"}`,
  bytes: exactBytes,
  percent: exactPercent,
  usd: exactUsd,
  score: formatExact,
  rate: (v) => `${formatExact(v)}${NBSP}/s`,
};

/** Three significant digits and the unit. */
export const formatQuantity = (value: number, quantity: Quantity): string => SHORT[quantity](value);
/** All digits and the unit, for hover, tables behind charts and exports. */
export const exactQuantity = (value: number, quantity: Quantity): string => EXACT[quantity](value);
/** A difference of two values of one quantity, with its sign; shares differ in points. */
export const formatDifference = (difference: number, quantity: Quantity): string =>
  quantity === "percent" ? formatPoints(difference) : signed(difference, SHORT[quantity]);
