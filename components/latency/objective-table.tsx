"use client";

import Link from "next/link";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Figure } from "@/components/ui/figure";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { significant } from "@/lib/format/significant";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { ObjectiveStatus } from "@/lib/latency/objectives/objective-status";
import { objectiveText, scopeText } from "@/lib/latency/objectives/objective";

import { ObjectiveDialog } from "./objective-dialog";
import type { SaveObjective } from "./objective-form";

/** An objective, how it is kept, and where its figures lead. */
export interface ObjectiveRow extends ObjectiveStatus {
  /** Shows its course below the table. */
  showHref: string;
  shown: boolean;
  /** The traces that missed it in its window. */
  missedHref: string;
}

interface ObjectiveTableProps {
  rows: readonly ObjectiveRow[];
  editable: boolean;
  save: SaveObjective;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

const BURN = ["1h", "6h", "3d"] as const;

/** What is wanted of latency, what came of it, and how fast the room for misses is used. */
export function ObjectiveTable({ rows, editable, save, remove }: ObjectiveTableProps) {
  return (
    <Table caption="Objectives">
      <TableHead>
        <Th>Objective</Th>
        <Th>Of</Th>
        <Th numeric>Window</Th>
        <Th numeric>Within</Th>
        <Th numeric data-tip="of all that may miss it, how much has not yet">
          Budget left
        </Th>
        {BURN.map((span) => (
          <Th
            key={span}
            numeric
            data-tip={`how fast the budget was used over the last ${span}: at 1 it lasts exactly the window`}
          >
            Burn {span}
          </Th>
        ))}
        <Th className="w-0">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <tbody>
        {rows.map((row) => {
          const { objective, left } = row;
          const text = objectiveText(objective);
          return (
            <Tr key={objective.id} selected={row.shown}>
              <Td>
                <Link href={row.showHref} scroll={false} className="hover:text-accent hover:underline">
                  {text}
                </Link>
              </Td>
              <Td dim className="max-w-60 truncate" title={scopeText(objective)}>
                {scopeText(objective)}
              </Td>
              <Td numeric dim>
                {objective.windowDays} days
              </Td>
              <Td numeric>
                <Link href={row.missedHref} className="hover:text-accent hover:underline" prefetch={false}>
                  <Figure value={row.share} quantity="percent" unknown="nothing observed in its window" />
                </Link>
              </Td>
              <Td
                numeric
                className={
                  left !== null && left < 0 ? "text-bad" : left !== null && left < 0.1 ? "text-warn" : ""
                }
              >
                <Figure value={left} quantity="percent" unknown="nothing observed in its window" />{" "}
                {left !== null && left < 0 && <Badge tone="bad">overdrawn</Badge>}
              </Td>
              {BURN.map((span) => {
                const rate = row.burn[span];
                return (
                  <Td key={span} numeric className={rate !== null && rate > 1 ? "text-warn" : ""}>
                    {rate === null ? (
                      <Figure
                        value={null}
                        quantity="count"
                        unknown={`nothing observed in the last ${span}`}
                      />
                    ) : (
                      `${significant(rate)}×`
                    )}
                  </Td>
                );
              })}
              <Td className="text-right whitespace-nowrap">
                {editable && (
                  <>
                    <ObjectiveDialog
                      save={save}
                      initial={objective}
                      trigger={
                        <Button variant="ghost" size="s" aria-label={`Change ${text}`}>
                          Change
                        </Button>
                      }
                    />
                    <ConfirmDialog
                      title="Delete this objective?"
                      consequence={`${text}. Nothing that was recorded is lost; the audit log keeps what the objective was.`}
                      action="Delete objective"
                      onConfirm={async () => valueOf(await remove({ id: objective.id }))}
                      trigger={
                        <Button variant="ghost" size="s" aria-label={`Delete ${text}`}>
                          Delete
                        </Button>
                      }
                    />
                  </>
                )}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
