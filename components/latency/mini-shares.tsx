import { formatPercent } from "@/lib/format/percent";

interface MiniSharesProps {
  /** What the bar is of, read aloud before its parts: "critical path". */
  label: string;
  parts: readonly { name: string; value: number; color: string }[];
}

/** Parts of a whole within a table's cell: their names and shares on hover and for screen readers. */
export function MiniShares({ label, parts }: MiniSharesProps) {
  const sum = parts.reduce((all, { value }) => all + value, 0);
  if (sum === 0) return <span className="text-ink-3">–</span>;
  const shown = parts.filter(({ value }) => value > 0);
  const text = shown.map(({ name, value }) => `${name} ${formatPercent(value / sum)}`).join("\n");
  return (
    <span
      role="img"
      aria-label={`${label}: ${text.replaceAll("\n", ", ")}`}
      data-tip={text}
      className="inline-flex h-3 w-28 gap-px overflow-hidden rounded-s align-middle"
    >
      {shown.map(({ name, value, color }) => (
        <span
          key={name}
          className="min-w-0.5"
          style={{ flexGrow: value / sum, flexBasis: 0, background: color }}
        />
      ))}
    </span>
  );
}
