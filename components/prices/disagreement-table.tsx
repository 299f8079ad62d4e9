"use client";

import { useState } from "react";

import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { SearchInput } from "@/components/ui/input";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { Disagreement } from "@/lib/cost/list/disagreements";
import { formatCount } from "@/lib/format/count";

const MAX_ROWS = 100;

const unitsText = ({ units }: Disagreement): string =>
  units
    .slice(0, 3)
    .map(({ unit, used, other }) => `${unit.replace(/_mtok$/, "").replaceAll("_", " ")} ${used}, ${other}`)
    .join("; ");

/** None of them sorts: of many rows only the first are drawn. */
const COLUMNS: Column<Disagreement>[] = [
  {
    head: "Model",
    className: "max-w-64 truncate font-mono",
    title: ({ model }) => model,
    cell: ({ model }) => model,
  },
  { head: "Provider", dim: true, cell: ({ provider }) => provider },
  { head: "Used, and the other’s", className: "tabular", cell: unitsText },
  { head: "Believed", dim: true, cell: ({ source }) => source },
  {
    head: "Read at",
    dim: true,
    className: TAKES_THE_REST,
    title: ({ note }) => note,
    cell: ({ note }) => (note === "" ? "–" : note),
  },
];

/** Models of which the lists say something else: who is believed, what the other one says, and where both were read. */
export function DisagreementTable({ rows }: { rows: readonly Disagreement[] }) {
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const found = rows.filter((row) => `${row.provider}/${row.model}`.toLowerCase().includes(wanted));
  const shown = found.slice(0, MAX_ROWS);
  return (
    <>
      <div className="max-w-80 px-3.5 pb-2">
        <SearchInput
          aria-label="Search models of which the lists differ"
          placeholder="Model or provider"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <DataTable
        caption="Models of which the price lists differ"
        compact
        pinned
        className="max-h-100"
        footer={
          found.length > MAX_ROWS
            ? `The first ${MAX_ROWS} of ${formatCount(found.length)}; search for others.`
            : "US dollars a million tokens. If the other list is right for you, set a price of your own."
        }
        columns={COLUMNS}
        rows={shown}
        keyOf={(row) => JSON.stringify(row)}
      />
    </>
  );
}
