import { changeBetween } from "@/lib/format/change";
import type { CsvCell } from "@/lib/format/csv";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { Breakdown, BreakdownRow } from "@/lib/spend/cost-breakdown";
import { colorsByName, OTHER_COLOR } from "@/components/charts/palette";
import type { Series } from "@/components/charts/types";

import type { CostLinks } from "./cost-links";

/** One line as it is drawn; figures are plain, so that it can be sent to the browser. */
export interface BreakdownLine {
  key: string;
  label: string;
  /** To what the line consists of. */
  drill: string | undefined;
  /** To the traces behind it. */
  traces: string | undefined;
  /** Decimal text of dollars; null: only calls of unknown cost. */
  usd: string | null;
  share: number | null;
  /** Interactions where they divide by the grouping, else calls. */
  count: number;
  perCount: number | null;
  inputTokens: number;
  outputTokens: number;
  change: string | null;
  changeUsd: number | null;
  unknownCalls: number;
  estimated: number;
}

const NONE = "not set";

const nameIn = (names: Record<string, string>, group: string | null): string =>
  group === null ? NONE : (names[group] ?? group);

export function breakdownLines({ group, names, rows, rest }: Breakdown, links: CostLinks): BreakdownLine[] {
  const total = rows.reduce((sum, { costNano }) => sum + costNano, rest?.costNano ?? 0n);
  const lines = rows.map((row): BreakdownLine => ({
    ...lineOf(row, group, total, links),
    label: nameIn(names, row.group),
  }));
  if (rest !== null)
    lines.push({
      key: "other",
      label: `${rest.groups.toLocaleString("en")} others`,
      drill: undefined,
      traces: undefined,
      usd: usdOf(rest.costNano, rest.unknownCalls),
      share: total === 0n ? null : Number(rest.costNano) / Number(total),
      count: Number.NaN,
      perCount: null,
      inputTokens: Number.NaN,
      outputTokens: Number.NaN,
      change: null,
      changeUsd: null,
      unknownCalls: rest.unknownCalls,
      estimated: 0,
    });
  return lines;
}

/** Nothing known and something unknown is unknown, not free. */
const usdOf = (nano: bigint, unknownCalls: number): string | null =>
  nano === 0n && unknownCalls > 0 ? null : usdOfNano(nano);

function lineOf(
  row: BreakdownRow,
  group: Breakdown["group"],
  total: bigint,
  links: CostLinks,
): Omit<BreakdownLine, "label"> {
  const usd = usdOf(row.costNano, row.unknownCalls);
  const count = row.interactions ?? row.calls ?? 0;
  const known = Number(row.costNano) / 1e9;
  return {
    key: row.group ?? "",
    drill: row.group === null ? undefined : links.drill(group, row.group),
    traces: links.tracesOf(group, row.group),
    usd,
    share: usd === null || total === 0n ? null : Number(row.costNano) / Number(total),
    count,
    perCount: usd === null || count === 0 ? null : known / count,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    change: changeOf(row, known),
    changeUsd: row.costBeforeNano === null ? null : known - Number(row.costBeforeNano) / 1e9,
    unknownCalls: row.unknownCalls,
    estimated: row.estimated,
  };
}

/** Calls are compared by calls; users' shares count interactions only. */
function changeOf({ calls, interactions, costBeforeNano, casesBefore }: BreakdownRow, usd: number) {
  if (costBeforeNano === null) return null;
  const cases = {
    now: calls ?? interactions ?? 0,
    before: casesBefore,
    one: calls === null ? "interaction" : "call",
  };
  return changeBetween(usd, Number(costBeforeNano) / 1e9, "usd", cases)?.text ?? null;
}

export const breakdownCsv = (
  group: string,
  lines: readonly BreakdownLine[],
): { head: string[]; rows: CsvCell[][] } => ({
  head: [
    group,
    "cost_usd",
    "share",
    "count",
    "usd_per_count",
    "input_tokens",
    "output_tokens",
    "change_usd",
    "unknown_cost_calls",
    "estimated_calls",
  ],
  rows: lines.map((line) => [
    line.label,
    line.usd,
    line.share,
    ...[line.count, line.perCount, line.inputTokens, line.outputTokens, line.changeUsd].map((value) =>
      value === null || Number.isNaN(value) ? null : value,
    ),
    line.unknownCalls,
    line.estimated,
  ]),
});

export function breakdownSeries({ group, names, series }: Breakdown, links: CostLinks): Series[] {
  const colors = colorsByName(
    series.flatMap(({ group: value }) => (value === undefined ? [] : [value ?? ""])),
  );
  return series.map(({ group: value, nano }) => {
    const href = value === undefined ? undefined : links.tracesOf(group, value);
    return {
      key: value === undefined ? "other" : (value ?? "none"),
      label: value === undefined ? "Other" : nameIn(names, value),
      values: nano.map((one) => (one === null ? null : Number(one) / 1e9)),
      color: value === undefined ? OTHER_COLOR : colors.get(value ?? "")!,
      ...(href === undefined ? {} : { href }),
    };
  });
}
