const DAY_MS = 86_400_000;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MONTH = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`;

/** Ways in which dates are written -> milliseconds of the day's start in UTC; an order that is not sure gives both. */
const DATES: readonly [pattern: RegExp, days: (found: RegExpExecArray) => number[]][] = [
  [/\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g, ([, y, m, d]) => [day(y, Number(m), d)]],
  [/\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b/g, ([, a, b, y]) => [day(y, Number(a), b), day(y, Number(b), a)]],
  [
    new RegExp(String.raw`\b${MONTH} +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})\b`, "gi"),
    ([, m, d, y]) => [day(y, monthOf(m), d)],
  ],
  [
    new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th|\.)? +(?:of +)?${MONTH},? +(\d{4})\b`, "gi"),
    ([, d, m, y]) => [day(y, monthOf(m), d)],
  ],
  [/\b(\d{10})\b/g, ([, seconds]) => [Number(seconds) * 1000]],
  [/\b(\d{13})\b/g, ([, ms]) => [Number(ms)]],
];

const monthOf = (name: string | undefined): number =>
  MONTHS.indexOf((name ?? "").slice(0, 3).toLowerCase()) + 1;

const day = (year: string | undefined, month: number, date: string | undefined): number =>
  Date.UTC(Number(year), month - 1, Number(date));

/**
 * The first date in a text that is the day of a moment, or the day before or after it somewhere in the world: the text was made when
 * it was sent. Other dates (of a booking, of a rule) are the same whenever a text is made.
 * @param ms of that moment
 */
export function dateIn(text: string, ms: number): string | null {
  const today = Math.floor(ms / DAY_MS) * DAY_MS;
  let first: RegExpExecArray | null = null;
  for (const [pattern, days] of DATES)
    for (const found of text.matchAll(pattern))
      if (days(found).some((start) => start >= today - DAY_MS && start < today + 2 * DAY_MS)) {
        if (first === null || found.index < first.index) first = found;
        break;
      }
  return first && first[0];
}
