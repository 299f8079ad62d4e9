"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import Link from "@/components/ui/link";

import { compliancePath } from "@/components/compliance/compliance-path";
import { Button } from "@/components/ui/button";
import { ColumnTable, type Column } from "@/components/ui/column-table";
import { CsvButton } from "@/components/ui/csv-button";
import { Dialog } from "@/components/ui/dialog";
import { QueryError } from "@/components/ui/query-error";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { AuditEntryDocument } from "@/lib/audit/document";
import type { TraceReader, TraceReaders as Answer } from "@/lib/audit/readers-of-trace";
import { formatCount, plural } from "@/lib/format/count";
import { fetchJson } from "@/lib/http/fetch-json";

import { readersPath } from "./audit-paths";
import { Actor } from "./audit-row";
import { SURFACE_LABELS, wordsOfAction } from "./audit-words";

interface TraceReadersProps {
  projectSlug: string;
  traceId: string;
}

/** In the head of a trace: who has seen it, for those who may read the audit log. */
export const TraceReaders = (props: TraceReadersProps) => (
  <Dialog
    size="l"
    title="Who has seen this trace"
    description="Everybody to whom something of what was said in it was given, in whatever way."
    trigger={
      <Button
        variant="ghost"
        size="s"
        className="w-6 px-0!"
        aria-label="Who has seen this trace"
        data-tip="Who has seen this trace"
      >
        <Eye aria-hidden className="size-4" strokeWidth={1.75} />
      </Button>
    }
  >
    <Body {...props} />
  </Dialog>
);

function Body({ projectSlug, traceId }: TraceReadersProps) {
  const path = readersPath(projectSlug, traceId);
  const query = useQuery({
    queryKey: ["readers", path],
    queryFn: ({ signal }) => fetchJson<Answer>(path, signal),
    // Opened again it may hold more.
    staleTime: 0,
  });
  if (query.isError) return <QueryError query={query} title="Who has seen it could not be read" />;
  if (!query.data) return <SkeletonRows rows={4} label="Reading who has seen it" />;
  const { readers, reads, total } = query.data;
  if (readers.length === 0)
    return <p className="pb-2 text-ink-2">Nobody has, since reads are written down.</p>;
  return (
    <div className="grid gap-4 pb-2">
      <section className="grid gap-1">
        <div className="flex items-center gap-2">
          <h3 className="mr-auto text-s font-semibold">
            {plural(readers.length, "person or key", "people and keys")}, {plural(total, "read")}
          </h3>
          <Link
            href={`${compliancePath(projectSlug, "audit")}?target=${traceId}&range=30d`}
            prefetch={false}
            className="text-s text-accent hover:underline"
          >
            In the audit log
          </Link>
        </div>
        <ColumnTable
          caption="Who has seen this trace"
          compact
          columns={READERS}
          rows={readers}
          keyOf={({ kind, id, name }) => `${kind} ${id ?? name}`}
        />
      </section>
      <section className="grid gap-1">
        <div className="flex items-center gap-2">
          <h3 className="mr-auto text-s font-semibold">
            {reads.length < total ? `The newest ${reads.length} reads` : "Each read"}
          </h3>
          <CsvButton name={`trace-${traceId}-reads`} head={CSV_HEAD} rows={reads.map(csvOf)} />
        </div>
        <ColumnTable
          caption="Reads of this trace"
          compact
          columns={READS}
          rows={reads}
          keyOf={({ id }) => id}
        />
      </section>
    </div>
  );
}

const surfacesText = (surfaces: readonly string[]): string =>
  surfaces.map((one) => SURFACE_LABELS[one as keyof typeof SURFACE_LABELS] ?? one).join(", ") || "–";

const READERS: Column<TraceReader>[] = [
  { head: "Who", className: "max-w-56", cell: (actor) => <Actor actor={actor} /> },
  { head: "Reads", numeric: true, cell: ({ reads }) => formatCount(reads) },
  { head: "First", dim: true, cell: ({ firstAt }) => <AbsoluteTime at={firstAt} seconds /> },
  { head: "Last", dim: true, cell: ({ lastAt }) => <AbsoluteTime at={lastAt} seconds /> },
  { head: "Ways", dim: true, cell: ({ surfaces }) => surfacesText(surfaces) },
];

const READS: Column<AuditEntryDocument>[] = [
  { head: "When", dim: true, cell: ({ at }) => <AbsoluteTime at={at} seconds /> },
  { head: "Who", className: "max-w-48", cell: ({ actor }) => <Actor actor={actor} /> },
  { head: "What", title: ({ action }) => action, cell: ({ action }) => wordsOfAction(action) },
  {
    head: "From",
    dim: true,
    className: "max-w-48 truncate",
    title: ({ route }) => route ?? undefined,
    cell: ({ surface, address }) =>
      [surface && SURFACE_LABELS[surface], address].filter(Boolean).join(", ") || "–",
  },
];

const CSV_HEAD = [
  "id",
  "at",
  "actor_kind",
  "actor_id",
  "actor_name",
  "action",
  "surface",
  "route",
  "address",
  "reason",
];
const csvOf = ({ id, at, actor, action, surface, route, address, reason }: AuditEntryDocument) => [
  ...[id, at, actor.kind, actor.id, actor.name, action],
  ...[surface, route, address, reason],
];
