import { Badge } from "@/components/ui/badge";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Panel } from "@/components/ui/panel";
import type { Asked } from "@/lib/experiments/experiment";
import type { PartEffect, WhatIfResult } from "@/lib/experiments/find-cause";
import { outcomeText } from "@/lib/experiments/outcome-text";
import { sayResult } from "@/lib/experiments/say-result";
import { plural } from "@/lib/format/count";
import { formatPoints } from "@/lib/format/percent";

import { PartText } from "./part-text";

type WhatIf = NonNullable<Asked["whatIf"]>;

const columnsOf = ({ parts }: WhatIf): Column<PartEffect>[] => [
  {
    head: "Taken out",
    className: "w-full max-w-0 min-w-36 py-1.5 whitespace-normal",
    cell: ({ part, established }) => {
      const found = parts.find(({ key }) => key === part);
      return (
        <span className="grid min-w-0 gap-0.5">
          <span className="flex items-center gap-1.5 font-medium">
            {found?.label ?? part}
            {established && <Badge tone="accent">cause</Badge>}
          </span>
          {found && <PartText text={found.text} />}
        </span>
      );
    },
  },
  {
    head: "Without it",
    numeric: true,
    tip: "runs in which the outcome came, of all runs without this part",
    cell: ({ without: { part, whole } }) => `${part} of ${whole}`,
  },
  {
    head: "Difference",
    numeric: true,
    tip: "to the runs with nothing taken out, of the runs that decide; its interval at 95 %, of both together where two parts were judged",
    cell: ({ effect }) =>
      effect === null ? (
        <span className="text-ink-3">screened out</span>
      ) : (
        <span className="inline-grid py-1 leading-4">
          <span className="font-medium">{formatPoints(effect.difference)}</span>
          <span className="text-xs text-ink-3 max-md:whitespace-normal">
            {formatPoints(effect.low)} to {formatPoints(effect.high)}
          </span>
          {effect.hits !== undefined && (
            <span className="text-xs text-ink-3">
              by {effect.hits} of {effect.runs}
            </span>
          )}
        </span>
      ),
  },
];

/** What the outcome depends on, in a sentence, and every part that was taken out. */
export function WhatIfPanel({ whatIf, result }: { whatIf: WhatIf; result: WhatIfResult }) {
  const { title, text } = sayResult(whatIf, result);
  const { part, whole } = result.unchanged;
  return (
    <Panel title={title} aside={`how often ${outcomeText(whatIf.outcome)}`} flush>
      <p className="max-w-200 px-3.5 pb-2 text-m">{text}</p>
      <ColumnTable
        caption="Parts that were taken out"
        columns={columnsOf(whatIf)}
        rows={result.parts}
        keyOf={(one) => one.part}
        footer={
          <span className="py-1.5">
            With nothing taken out it came in {part} of {plural(whole, "run")}.
            {result.parts.length > 1 &&
              " Parts were screened with few runs; the two that differed most were run again, and those runs alone decide."}
          </span>
        }
      />
    </Panel>
  );
}
