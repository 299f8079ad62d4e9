import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import type { PromptVersion, VersionFigures } from "@/lib/prompts/document";

import { Estimate } from "./estimate";

type Row = VersionFigures["scores"][number] & { version: string; number: number };

const COLUMNS: Column<Row>[] = [
  { head: "Score", className: "max-w-64 truncate", title: ({ name }) => name, cell: ({ name }) => name },
  { head: "Version", className: "max-w-48 truncate", cell: ({ version }) => version },
  { head: "Judgements", numeric: true, cell: ({ count }) => <Figure value={count} quantity="count" /> },
  {
    head: "Mean",
    numeric: true,
    className: "py-1.5",
    tip: "yes and no as a share",
    cell: ({ mean, data_type }) => (
      <Estimate
        estimate={mean}
        quantity={data_type === "boolean" ? "percent" : "score"}
        unknown="no number among them"
      />
    ),
  },
];

/** What was judged of the interactions that each version answered, score by score. */
export function ScoreTable({ versions }: { versions: readonly PromptVersion[] }) {
  const rows = versions
    .flatMap(({ version, number, figures }) => figures.scores.map((one) => ({ ...one, version, number })))
    .sort((a, b) => a.name.localeCompare(b.name) || b.number - a.number);
  return (
    <ColumnTable
      caption="Scores"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ name, number, data_type }) => JSON.stringify([name, number, data_type])}
    />
  );
}
