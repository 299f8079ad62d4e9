import Link from "@/components/ui/link";

import { figureColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { TAKES_THE_REST } from "@/components/ui/table";
import { formatCount, plural } from "@/lib/format/count";

import type { BreakdownLine } from "./breakdown-rows";

/** What the address may sort by. */
export const SORTS = ["cost", "count", "per", "tokens", "change"] as const;
export type Sort = (typeof SORTS)[number];

const NO_COST = "no call here has a known price and usage";

/** What belongs to no group of its own stays last; what is not counted is unknown. */
const own =
  (of: (line: BreakdownLine) => number | string | null) =>
  (line: BreakdownLine): number | null => {
    const value = of(line);
    return line.key === "other" || value === null || Number.isNaN(Number(value)) ? null : Number(value);
  };

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** @param counted what a line's count is of @param period "7 days" */
export const breakdownColumns = (
  group: string,
  counted: "interaction" | "call",
  period: string,
): Column<BreakdownLine>[] => [
  { head: group, className: TAKES_THE_REST, cell: (line) => <Name line={line} /> },
  {
    id: "cost",
    head: "Cost",
    numeric: true,
    sortBy: own(({ usd }) => usd),
    cell: (line) => <Cost line={line} />,
  },
  {
    head: "Share",
    numeric: true,
    dim: true,
    cell: ({ share }) => <Figure value={share} quantity="percent" unknown={NO_COST} />,
  },
  figureColumn(counted === "call" ? "Calls" : "Interactions", "count", ({ count }) => known(count), {
    id: "count",
    sortBy: own(({ count }) => count),
    unknown: "not counted",
  }),
  figureColumn(`Per ${counted}`, "usd", ({ perCount }) => perCount, {
    id: "per",
    sortBy: own(({ perCount }) => perCount),
    cell: ({ perCount, estimated }) => (
      <Figure
        value={perCount}
        quantity="usd"
        unknown={`no ${counted} with a known cost`}
        estimated={estimated > 0}
      />
    ),
  }),
  {
    id: "tokens",
    head: "Tokens in / out",
    numeric: true,
    dim: true,
    sortBy: own(({ inputTokens, outputTokens }) => inputTokens + outputTokens),
    cell: ({ inputTokens, outputTokens }) => (
      <>
        <Figure value={known(inputTokens)} quantity="count" unknown="not counted" /> /{" "}
        <Figure value={known(outputTokens)} quantity="count" unknown="not counted" />
      </>
    ),
  },
  {
    id: "change",
    head: "Change",
    numeric: true,
    dim: true,
    sortBy: own(({ changeUsd }) => changeUsd),
    cell: ({ change }) => (
      <span data-tip={change === null ? `nothing in the ${period} before` : `against the ${period} before`}>
        {change ?? "–"}
      </span>
    ),
  },
];

function Name({ line: { drill, label, unknownCalls } }: { line: BreakdownLine }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      {drill === undefined ? (
        <span className="truncate text-ink-2">{label}</span>
      ) : (
        <Link href={drill} className="truncate font-medium hover:underline" data-tip={label}>
          {label}
        </Link>
      )}
      {unknownCalls > 0 && (
        <span
          className="shrink-0 text-xs text-warn"
          data-tip={`${plural(unknownCalls, "call")} of unknown cost, not in the figure: no price, or no usage reported`}
        >
          {formatCount(unknownCalls)} unknown
        </span>
      )}
    </span>
  );
}

function Cost({ line: { usd, traces, label, estimated } }: { line: BreakdownLine }) {
  const figure = <Figure value={usd} quantity="usd" unknown={NO_COST} estimated={estimated > 0} />;
  if (traces === undefined) return figure;
  return (
    <Link href={traces} className="hover:underline" aria-label={`Traces of ${label}`}>
      {figure}
    </Link>
  );
}
