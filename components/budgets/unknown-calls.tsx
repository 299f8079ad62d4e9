import { plural } from "@/lib/format/count";

const WHY = "Calls without a price or without usage are not in the sum: set prices under Settings.";

/** Calls beside a sum whose cost nobody knows; nothing where there are none. */
export function UnknownCalls({ n }: { n: number }) {
  if (n === 0) return null;
  return (
    <span className="text-ink-3" data-tip={WHY}>
      {" "}
      + {plural(n, "call")} of unknown cost
    </span>
  );
}

/** The same in short, to stand before a figure of a column, so that figures end in one line. */
export function UnknownBefore({ n }: { n: number }) {
  if (n === 0) return null;
  return (
    <span className="mr-2 text-xs text-ink-3" data-tip={`${plural(n, "call")} of unknown cost.\n${WHY}`}>
      {n.toLocaleString("en")} unknown +
    </span>
  );
}
