"use client";

import { ColumnTable } from "@/components/ui/column-table";
import { textColumn, timeColumn } from "@/components/ui/columns";
import type { AuditRow } from "@/lib/audit/list-audit";

const COLUMNS = [
  timeColumn<AuditRow>("When", ({ at }) => at),
  textColumn<AuditRow>("Who", ({ actorName }) => actorName),
  textColumn<AuditRow>("What", ({ action }) => action),
  textColumn<AuditRow>("To what", ({ target }) => target),
];

export const AuditTable = ({ entries }: { entries: readonly AuditRow[] }) => (
  <ColumnTable caption="Audit log" columns={COLUMNS} rows={entries} keyOf={({ id }) => id} />
);
