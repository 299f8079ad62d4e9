import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import type { IncidentState, Severity } from "./incident";

/** An incident as a chart marks it. */
export interface TouchingIncident {
  id: string;
  title: string;
  state: IncidentState;
  severity: Severity;
  beganAt: string;
}

interface Asked {
  /** ISO; `from` included, `to` not. */
  from: string;
  to: string;
  environment?: readonly string[] | undefined;
  feature?: readonly string[] | undefined;
}

/** More marks hide the chart that they stand in. */
const MOST = 30;

/**
 * Incidents that went on at some moment of a range, in the order in which they began; the latest 30. With features or environments,
 * those that are about one of them, or about all.
 * @throws Failure forbidden
 */
export async function listTouching(
  ctx: Context,
  { from, to, environment = [], feature = [] }: Asked,
): Promise<TouchingIncident[]> {
  requirePermission(ctx, "read_aggregates");
  const found = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<(TouchingIncident & { affected: string | null })[]>`
      select id::text, title, state, severity, began_at as "beganAt", affected
      from incidents
      where project_id = ${ctx.project.id} and began_at < ${to} and coalesce(resolved_at, 'infinity') >= ${from}
      order by began_at desc, id desc
      limit 200`,
    { readOnly: true },
  );
  return found
    .filter(({ affected }) => {
      const about = new URLSearchParams(affected ?? "");
      return isAbout(about.getAll("feature"), feature) && isAbout(about.getAll("environment"), environment);
    })
    .slice(0, MOST)
    .map(({ affected: _, ...incident }) => incident)
    .toReversed();
}

/** Of two lists of values, an empty one means all. */
const isAbout = (own: readonly string[], asked: readonly string[]): boolean =>
  own.length === 0 || asked.length === 0 || own.some((value) => asked.includes(value));
