import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { LOOKED_FOR_MS } from "@/lib/derive/mark-stale";
import { log } from "@/lib/log";

/** When this process wrote it down last, by project: a page of figures asks a dozen questions. */
const noted = new Map<number, number>();
const MOST_PROJECTS = 10_000;

/**
 * Somebody looks at figures of the last minutes: from now on they are kept by ten seconds. Nobody waits for it, and where it cannot be
 * written, figures are as right, only slower. What looks by itself (rounds of the worker) is not counted.
 */
export function noteLook({ sql, project, actor, now }: Context): void {
  if (actor.kind === "system") return;
  const at = now().getTime();
  if (at - (noted.get(project.id) ?? -Infinity) < LOOKED_FOR_MS / 4) return;
  if (noted.size >= MOST_PROJECTS) noted.clear();
  noted.set(project.id, at);
  inProject(
    sql,
    project.id,
    (tx) => tx`
      insert into figure_looks (project_id, looked_at)
      values (${project.id}, ${new Date(at)})
      on conflict (project_id) do update set looked_at = greatest(figure_looks.looked_at, excluded.looked_at)`,
  ).catch((error: unknown) => log.debug({ err: error }, "a look could not be noted"));
}
