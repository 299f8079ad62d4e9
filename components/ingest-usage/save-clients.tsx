"use client";

import { Download } from "lucide-react";

import { toCsv } from "@/lib/format/csv";
import { download } from "@/components/charts/frame/download";
import { Button } from "@/components/ui/button";
import type { ListedClient } from "@/lib/ingest-usage/list-clients";

const COLUMNS = [
  "name",
  "version",
  "service",
  "instrumentation",
  "instrumentationVersion",
  "endpoint",
  "dialect",
  "keyName",
  "spans24h",
  "rejected24h",
  "firstSeenAt",
  "lastSeenAt",
] as const satisfies (keyof ListedClient)[];

/** "instrumentationVersion" -> "instrumentation_version", as the API writes names. */
const headOf = (column: string) => column.replace(/[A-Z]|(?<=[a-z])\d+/g, (part) => `_${part.toLowerCase()}`);

/** The table of clients as CSV. */
export function SaveClients({ clients }: { clients: readonly ListedClient[] }) {
  return (
    <Button
      size="s"
      variant="ghost"
      onClick={() =>
        download(
          "clients.csv",
          toCsv(
            COLUMNS.map(headOf),
            clients.map((client) => COLUMNS.map((column) => client[column])),
          ),
        )
      }
    >
      <Download aria-hidden className="size-3.5" />
      Save as CSV
    </Button>
  );
}
