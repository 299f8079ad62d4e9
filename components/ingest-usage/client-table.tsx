"use client";

import { Badge } from "@/components/ui/badge";
import { figureColumn, textColumn, timeColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { ListedClient } from "@/lib/ingest-usage/list-clients";

const COLUMNS: Column<ListedClient>[] = [
  {
    head: "Client",
    className: TAKES_THE_REST,
    title: ({ name, version }) => `${name} ${version}`,
    sortBy: ({ name, version }) => `${name} ${version}`,
    cell: ({ name, version, silence }) => (
      <>
        {name} <span className="text-ink-3">{version}</span> {silence && <Badge tone="warn">silent</Badge>}
      </>
    ),
  },
  textColumn("Service", ({ service }) => service, { dim: true }),
  textColumn("Instrumentation", ({ instrumentation }) => instrumentation, {
    dim: true,
    className: "max-w-48 truncate",
    cell: ({ instrumentation, instrumentationVersion }) => (
      <>
        {instrumentation ?? "—"} <span className="text-ink-3">{instrumentationVersion}</span>
      </>
    ),
  }),
  textColumn(
    "Endpoint, dialect",
    ({ endpoint, dialect }) => [endpoint, dialect].filter(Boolean).join(" · "),
    {
      dim: true,
    },
  ),
  textColumn("Key", ({ keyName }) => keyName, { dim: true, className: "max-w-28 truncate" }),
  figureColumn("Spans, 24 h", "count", ({ spans24h }) => spans24h),
  figureColumn("Rejected", "count", ({ rejected24h }) => rejected24h),
  timeColumn("First seen", ({ firstSeenAt }) => firstSeenAt),
  timeColumn("Last seen", ({ lastSeenAt }) => lastSeenAt),
];

/** Who sends: one row a library in a version, instrumentation and service. */
export const ClientTable = ({ clients }: { clients: readonly ListedClient[] }) => (
  <DataTable
    caption="Clients"
    pinned
    className="max-h-120"
    columns={COLUMNS}
    rows={clients}
    keyOf={({ id }) => id}
  />
);
