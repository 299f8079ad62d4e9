/** Calls beside a sum whose cost nobody knows; nothing where there are none. */
export function UnknownCalls({ n }: { n: number }) {
  if (n === 0) return null;
  return (
    <span
      className="text-ink-3"
      data-tip="Calls without a price or without usage are not in the sum: set prices under Settings."
    >
      {" "}
      + {n.toLocaleString("en")} {n === 1 ? "call" : "calls"} of unknown cost
    </span>
  );
}
