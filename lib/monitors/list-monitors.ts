import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

import type { Status } from "./judge";
import { fromRow, monitorColumns, type MonitorRow, type StoredMonitor } from "./monitor";

/** What a series is by now. */
export interface SeriesStatus {
  /** '': of the whole, or without a value. */
  series: string;
  label: string;
  status: Status;
  since: string;
  /** In the unit of the metric; null: unknown, or silence. */
  value: number | null;
  evaluatedTo: string;
}

export interface ListedMonitor extends StoredMonitor {
  /** The gravest first. */
  series: SeriesStatus[];
}

/** Every monitor by name, with what its series are. */
export async function listMonitors(ctx: Context): Promise<ListedMonitor[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(ctx.sql, ctx.project.id, (tx) => readMonitors(tx, ctx.project.id), { readOnly: true });
}

/** One of them. @throws Failure forbidden, not_found */
export async function getMonitor(ctx: Context, id: number): Promise<ListedMonitor> {
  requirePermission(ctx, "read_aggregates");
  const [monitor] = await inProject(ctx.sql, ctx.project.id, (tx) => readMonitors(tx, ctx.project.id, id), {
    readOnly: true,
  });
  if (monitor === undefined) throw gone();
  return monitor;
}

export const gone = (): Failure =>
  new Failure("not_found", "There is no such monitor, or it was deleted. Reload the page.");

export async function readMonitors(tx: Tx, projectId: number, id?: number): Promise<ListedMonitor[]> {
  const rows = await tx<(MonitorRow & { series: SeriesStatus[] })[]>`
    select ${monitorColumns(tx)}, coalesce(s.series, '[]') as series
    from monitors m
    left join lateral (
      select jsonb_agg(jsonb_build_object('series', series, 'label', coalesce(state ->> 'label', series), 'status', status, 'since', since,
        'value', value, 'evaluatedTo', evaluated_to)
        order by array_position('{alert,warning,no_data,not_enough,ok}'::text[], status), series) as series
      from monitor_series
      where project_id = m.project_id and monitor_id = m.id
    ) s on true
    where m.project_id = ${projectId} and m.deleted_at is null ${id === undefined ? tx`` : tx`and m.id = ${id}`}
    order by lower(m.name), m.id`;
  return rows.map(({ series, ...row }) => ({ ...fromRow(row), series }));
}
