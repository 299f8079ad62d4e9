"use client";

import Link from "@/components/ui/link";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { actionsColumn, figureColumn, textColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
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

const NOTHING = "nothing observed in its window";

/** What is wanted of latency, what came of it, and how fast the room for misses is used. */
export function ObjectiveTable({ rows, editable, save, remove }: ObjectiveTableProps) {
  const columns: Column<ObjectiveRow>[] = [
    {
      head: "Objective",
      sortBy: ({ objective }) => objectiveText(objective),
      cell: ({ showHref, objective }) => (
        <Link href={showHref} scroll={false} className="hover:text-accent hover:underline">
          {objectiveText(objective)}
        </Link>
      ),
    },
    textColumn("Of", ({ objective }) => scopeText(objective), { dim: true, className: "max-w-60 truncate" }),
    {
      head: "Window",
      numeric: true,
      dim: true,
      sortBy: ({ objective }) => objective.windowDays,
      cell: ({ objective }) => `${objective.windowDays} days`,
    },
    figureColumn("Within", "percent", ({ share }) => share, {
      cell: ({ missedHref, share }) => (
        <FigureLink href={missedHref}>
          <Figure value={share} quantity="percent" unknown={NOTHING} />
        </FigureLink>
      ),
    }),
    figureColumn("Budget left", "percent", ({ left }) => left, {
      tip: "of all that may miss it, how much has not yet",
      className: ({ left }) =>
        left !== null && left < 0 ? "text-bad" : left !== null && left < 0.1 ? "text-warn" : "",
      cell: ({ left }) => (
        <>
          <Figure value={left} quantity="percent" unknown={NOTHING} />{" "}
          {left !== null && left < 0 && <Badge tone="bad">overdrawn</Badge>}
        </>
      ),
    }),
    ...BURN.map(burnColumn),
    actionsColumn((row) => editable && <ObjectiveActions row={row} save={save} remove={remove} />),
  ];
  return (
    <DataTable
      caption="Objectives"
      columns={columns}
      rows={rows}
      keyOf={({ objective }) => objective.id}
      rowProps={({ shown }) => ({ selected: shown })}
    />
  );
}

const burnColumn = (span: (typeof BURN)[number]): Column<ObjectiveRow> => ({
  head: `Burn ${span}`,
  numeric: true,
  tip: `how fast the budget was used over the last ${span}: at 1 it lasts exactly the window`,
  className: ({ burn }) => ((burn[span] ?? 0) > 1 ? "text-warn" : ""),
  sortBy: ({ burn }) => burn[span],
  cell: ({ burn }) => {
    const rate = burn[span];
    return rate === null ? (
      <Figure value={null} quantity="count" unknown={`nothing observed in the last ${span}`} />
    ) : (
      `${significant(rate)}×`
    );
  },
});

function ObjectiveActions({
  row: { objective },
  save,
  remove,
}: { row: ObjectiveRow } & Pick<ObjectiveTableProps, "save" | "remove">) {
  const text = objectiveText(objective);
  return (
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
  );
}
