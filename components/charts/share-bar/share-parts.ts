import { OTHER_COLOR, categoryColor } from "../palette";

/** One part of a whole: input tokens that were tools' definitions. */
export interface Part {
  key: string;
  label: string;
  /** Null is unknown: named, without a length. */
  value: number | null;
  color?: string | undefined;
  href?: string | undefined;
  /** What the part is, on hover: "estimated from the texts' length". */
  note?: string | undefined;
  /** What is not known to belong to any part: drawn last and neutral. */
  rest?: boolean | undefined;
}

export interface DrawnPart extends Part {
  color: string;
  /** Of the sum, 0..1; null where the value is unknown or the sum is none. */
  share: number | null;
}

/** Parts in the order given (they have one: system prompt to user's words), what belongs to none last. */
export function shareParts(parts: readonly Part[]): DrawnPart[] {
  const sum = parts.reduce((all, { value }) => all + (value ?? 0), 0);
  const ordered = [...parts.filter(({ rest }) => !rest), ...parts.filter(({ rest }) => rest)];
  return ordered.map((part, index) => ({
    ...part,
    color: part.rest ? OTHER_COLOR : (part.color ?? categoryColor(index)),
    share: part.value === null || sum === 0 ? null : part.value / sum,
  }));
}
