"use client";

import { Badge, type Tone } from "@/components/ui/badge";
import { textColumn, timeColumn } from "@/components/ui/columns";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import type { Delivery } from "@/lib/notify/list-deliveries";

const STATES: Record<Delivery["state"], { label: string; tone: Tone }> = {
  waiting: { label: "waiting", tone: "warn" },
  delivered: { label: "delivered", tone: "neutral" },
  failed: { label: "given up", tone: "bad" },
};

const COLUMNS: Column<Delivery>[] = [
  timeColumn("When", ({ createdAt }) => createdAt),
  textColumn("Message", ({ title }) => title, { className: "max-w-96 truncate" }),
  textColumn("Channel", ({ channel }) => channel, { dim: true, className: "max-w-48 truncate" }),
  {
    head: "State",
    cell: ({ state }) => <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>,
  },
  { head: "Tries", numeric: true, cell: ({ attempts }) => attempts },
  { head: "Status", numeric: true, cell: ({ status }) => status ?? "–" },
  textColumn("What failed", ({ error }) => error, {
    dim: true,
    className: "max-w-120 truncate",
    cell: ({ error }) => error ?? "",
  }),
];

/** What was sent, and what became of it. */
export const DeliveryTable = ({ deliveries }: { deliveries: readonly Delivery[] }) => (
  <ColumnTable caption="Deliveries" columns={COLUMNS} rows={deliveries} keyOf={({ id }) => id} />
);
