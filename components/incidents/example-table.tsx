"use client";

import { useRouter } from "next/navigation";
import Link from "@/components/ui/link";

import { comparePath, tracePath } from "@/components/trace/trace-paths";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { actionsColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { TAKES_THE_REST } from "@/components/ui/table";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { ExampleTrace } from "@/lib/incidents/incident";
import type { UnpinTrace } from "@/lib/incidents/schemas";

import { incidentPath } from "./incident-paths";

interface ExampleTableProps {
  projectSlug: string;
  incidentId: string;
  examples: readonly ExampleTrace[];
  /** The viewer's role reads what was said, which copies hold. */
  readable: boolean;
  /** Absent: the viewer may not. */
  unkeep: ((input: UnpinTrace) => Promise<ActionResult>) | undefined;
}

/** Interactions that stand for the incident: as they are stored now, and the copy that was kept. */
export function ExampleTable({ projectSlug, incidentId, examples, readable, unkeep }: ExampleTableProps) {
  const router = useRouter();
  const healthy = examples.find(({ role }) => role === "healthy")?.traceId;
  const copyOf = (traceId: string) => `${incidentPath(projectSlug, incidentId)}/examples/${traceId}`;
  const columns: Column<ExampleTrace>[] = [
    {
      head: "Trace",
      cell: (example) => (
        <span className="flex gap-3">
          <Link
            href={tracePath(projectSlug, example.traceId)}
            prefetch={false}
            className="font-mono hover:text-accent hover:underline"
            data-tip={example.traceId}
          >
            {example.traceId.slice(0, 8)}…{example.traceId.slice(-4)}
          </Link>
          <Copy example={example} href={readable ? copyOf(example.traceId) : null} />
          {readable && example.role === "affected" && (
            <Link
              href={comparePath(projectSlug, example.traceId, healthy)}
              prefetch={false}
              className="text-accent hover:underline"
              data-tip={healthy ? "Beside the healthy example" : "Beside a healthy trace that is like it"}
            >
              compare
            </Link>
          )}
        </span>
      ),
    },
    {
      head: "Role",
      cell: ({ role }) => <Badge tone={role === "affected" ? "bad" : "neutral"}>{role}</Badge>,
    },
    { head: "Started", dim: true, cell: ({ startedAt }) => <AbsoluteTime at={startedAt} /> },
    {
      head: "Why",
      dim: true,
      className: TAKES_THE_REST,
      title: ({ reason }) => reason ?? undefined,
      cell: ({ reason, pinnedBy }) => (
        <>
          {reason ?? "–"}
          {pinnedBy !== null && <span className="text-ink-3"> {pinnedBy}</span>}
        </>
      ),
    },
  ];
  if (unkeep)
    columns.push(
      actionsColumn(({ traceId }) => (
        <ConfirmDialog
          title="Keep this trace no longer?"
          consequence="The copy that was kept with the incident is deleted. The trace itself stays as long as its retention."
          action="Delete copy"
          onConfirm={async () => {
            valueOf(await unkeep({ id: incidentId, traceId }));
            notify.done("Copy deleted");
            router.refresh();
          }}
          trigger={
            <Button size="s" variant="ghost" aria-label={`Keep ${traceId} no longer`}>
              Unkeep
            </Button>
          }
        />
      )),
    );
  return (
    <ColumnTable caption="Examples" columns={columns} rows={examples} keyOf={({ traceId }) => traceId} />
  );
}

/** @param href null: the viewer may not read it */
function Copy({ example: { kept }, href }: { example: ExampleTrace; href: string | null }) {
  if (!kept)
    return (
      <span
        className="text-ink-3"
        data-tip="It was too large to keep, or gone by then: it is only named here."
      >
        no copy
      </span>
    );
  if (href === null)
    return (
      <span className="text-ink-3" data-tip="Your role sees figures, not what was said.">
        copy kept
      </span>
    );
  return (
    <Link href={href} prefetch={false} className="text-accent hover:underline">
      kept copy
    </Link>
  );
}
