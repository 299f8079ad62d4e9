"use client";

import { useState } from "react";

import { SearchInput } from "@/components/ui/input";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { Disagreement } from "@/lib/cost/list/disagreements";
import { formatCount } from "@/lib/format/count";

const MAX_ROWS = 100;

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
      <Table
        caption="Models of which the price lists differ"
        compact
        className="max-h-100"
        footer={
          found.length > MAX_ROWS
            ? `The first ${MAX_ROWS} of ${formatCount(found.length)}; search for others.`
            : "US dollars a million tokens. If the other list is right for you, set a price of your own."
        }
      >
        <TableHead>
          <Th>Model</Th>
          <Th>Provider</Th>
          <Th>Used, and the other’s</Th>
          <Th>Believed</Th>
          <Th>Read at</Th>
        </TableHead>
        <tbody>
          {shown.map((row, index) => (
            <Tr key={`${row.provider} ${row.model} ${index}`}>
              <Td className="max-w-64 truncate font-mono" title={row.model}>
                {row.model}
              </Td>
              <Td dim>{row.provider}</Td>
              <Td className="tabular">
                {row.units
                  .slice(0, 3)
                  .map(
                    ({ unit, used, other }) =>
                      `${unit.replace(/_mtok$/, "").replaceAll("_", " ")} ${used}, ${other}`,
                  )
                  .join("; ")}
              </Td>
              <Td dim>{row.source}</Td>
              <Td dim className="max-w-80 truncate" title={row.note}>
                {row.note === "" ? "–" : row.note}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
