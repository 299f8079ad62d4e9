const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export interface RepricingText {
  /** Days in UTC, both included; empty: not given. */
  from: string;
  to: string;
  model: string;
  provider: string;
}

/** The last 30 days, of the calls that somebody has just set a price for, or of all. @param today YYYY-MM-DD */
export const repricingText = (
  today: string,
  offer: { model: string; provider: string } | null,
): RepricingText => ({
  from: dayOf(Date.parse(today) - 30 * DAY_MS),
  to: today,
  model: offer?.model ?? "*",
  provider: offer?.provider ?? "*",
});

const startOf = (day: string, later = 0): string =>
  Number.isNaN(Date.parse(day)) ? "" : new Date(Date.parse(day) + later).toISOString();

/** What was typed, as the schema takes it: from the beginning of the first day to the end of the last. */
export const repricingInput = ({ from, to, ...which }: RepricingText) => ({
  from: startOf(from),
  to: startOf(to, DAY_MS),
  ...which,
});
