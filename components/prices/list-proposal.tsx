"use client";

import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { ProposedList } from "@/lib/traffic/list-state";
import { formatCount, plural } from "@/lib/format/count";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

interface ListProposalProps {
  proposed: ProposedList;
  apply: (input: { id: number }) => Promise<ActionResult>;
}

/** What a list that was loaded would change, before anybody says so. */
export function ListProposal({ proposed, apply }: ListProposalProps) {
  const { id, version, date, origin, changes, affected } = proposed;
  const router = useRouter();
  const calls = affected.reduce((sum, row) => sum + row.calls, 0);
  return (
    <section aria-label="List to apply" className="grid gap-3 rounded-m border border-line p-3">
      <h3 className="text-s font-semibold">
        {version}, of {date}
      </h3>
      <p className="text-s text-ink-2">
        From <span className="font-mono break-all">{origin}</span>: {plural(changes.changed, "price")}{" "}
        changed, {formatCount(changes.added)} new, {formatCount(changes.removed)} gone.{" "}
        {affected.length === 0
          ? "No model that this project used in the last 30 days is among them."
          : `${plural(affected.length, "model")} of this project’s last 30 days would cost something else: ${affected
              .slice(0, 8)
              .map(({ model }) => model)
              .join(", ")}${affected.length > 8 ? ", …" : ""} (${plural(calls, "call")}).`}
      </p>
      {changes.rows.length > 0 && (
        <Table caption="Prices that would change" compact className="max-h-80">
          <TableHead>
            <Th>Model</Th>
            <Th>Provider</Th>
            <Th numeric>Input now</Th>
            <Th numeric>Input then</Th>
            <Th numeric>Output now</Th>
            <Th numeric>Output then</Th>
          </TableHead>
          <tbody>
            {changes.rows.map((row) => (
              <Tr key={`${row.provider} ${row.model}`}>
                <Td className="max-w-80 truncate font-mono" title={row.model}>
                  {row.model}
                </Td>
                <Td dim>{row.provider}</Td>
                <Td numeric>{row.inputBefore ?? "–"}</Td>
                <Td numeric>{row.inputAfter ?? "–"}</Td>
                <Td numeric>{row.outputBefore ?? "–"}</Td>
                <Td numeric>{row.outputAfter ?? "–"}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <div>
        <ConfirmDialog
          title="Apply this price list?"
          consequence="Calls that arrive from now on, in all projects, are priced by it. Calls that are stored keep their cost until they are repriced. It is written to the audit log."
          action="Apply list"
          onConfirm={async () => {
            valueOf(await apply({ id }));
            notify.done("Price list applied");
            router.refresh();
          }}
          trigger={<Button variant="primary">Apply list…</Button>}
        />
      </div>
    </section>
  );
}
