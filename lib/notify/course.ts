/** What a rule puts into `detail.course` of a finding: the figure that moved, up to when it was found. Field names are public. */
export interface Course {
  /** "p95 latency". */
  name: string;
  /** ISO; of the first value. */
  from: string;
  /** Between two values, milliseconds. */
  step_ms: number;
  /** The oldest first; null: nothing is known. */
  values: (number | null)[];
  /** Where it is expected, or what it is compared with; equal ends are a line. Null: not known. */
  expected: { low: number; high: number; words: string } | null;
}

/** The same with when it began to move, and when that was found. ISO. */
export interface ToldCourse extends Course {
  /** Of values and ends: "ns", "share", "usd", …; absent: its rule does not say. */
  unit?: string;
  began_at: string;
  found_at: string;
}

/** More than a picture in a mail can show. */
export const MOST_POINTS = 400;

/** What stands in a finding's `detail`, which any rule of any version may have written. @returns null when it cannot be drawn */
export function courseIn(given: unknown): Course | null {
  if (typeof given !== "object" || given === null) return null;
  const { name, from, step_ms, values, expected } = given as Partial<Record<keyof Course, unknown>>;
  const drawable =
    typeof name === "string" &&
    typeof from === "string" &&
    !Number.isNaN(Date.parse(from)) &&
    typeof step_ms === "number" &&
    step_ms > 0 &&
    Array.isArray(values) &&
    values.length <= MOST_POINTS &&
    values.every((value) => value === null || Number.isFinite(value)) &&
    values.filter((value) => value !== null).length > 1;
  if (!drawable) return null;
  return { name, from, step_ms, values: values as Course["values"], expected: expectedIn(expected) };
}

function expectedIn(given: unknown): Course["expected"] {
  const { low, high, words } = (given ?? {}) as Partial<NonNullable<Course["expected"]>>;
  return Number.isFinite(low) && Number.isFinite(high) && typeof words === "string"
    ? { low: low as number, high: high as number, words }
    : null;
}
