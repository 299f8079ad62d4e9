import { z } from "zod";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { definitionOf, type Monitor, MonitorInput } from "./definition";
import { remove } from "./delete-monitor";
import { readMonitors } from "./list-monitors";
import { fromYaml } from "./monitor-yaml";
import { change, create, lockMonitors, tryQuestion } from "./save-monitor";

const MAX_MONITORS = 200;
const MAX_YAML = 1_000_000;

/** All monitors of a project, as API and YAML give them. */
export const MonitorFile = z
  .strictObject({ monitors: z.array(MonitorInput).max(MAX_MONITORS) })
  .refine(({ monitors }) => new Set(monitors.map(({ name }) => name)).size === monitors.length, {
    error: "Each name may be given once.",
    path: ["monitors"],
  });
export type MonitorFile = z.input<typeof MonitorFile>;

export const ApplyOptions = z.object({
  dry_run: z
    .enum(["true", "false"])
    .optional()
    .meta({ description: "true: says what would change and changes nothing." }),
  prune: z
    .enum(["true", "false"])
    .optional()
    .meta({ description: "true: deletes monitors that are not named. Default: they stay." }),
});

export const applyAnswerSchema = z.object({
  dry_run: z.boolean(),
  created: z.array(z.string()),
  changed: z.array(z.string()),
  unchanged: z.array(z.string()),
  deleted: z.array(z.string()),
});
export type ApplyAnswer = z.output<typeof applyAnswerSchema>;

/** Monitors as they would be given to {@link applyMonitors}. */
export async function exportMonitors(ctx: Context): Promise<{ monitors: Monitor[] }> {
  requirePermission(ctx, "read_aggregates");
  const all = await inProject(ctx.sql, ctx.project.id, (tx) => readMonitors(tx, ctx.project.id), {
    readOnly: true,
  });
  return {
    monitors: all.map(
      ({ monitor: { name, kind, enabled, ...rest } }) => ({ name, kind, enabled, ...rest }) as Monitor,
    ),
  };
}

/**
 * Makes a project's monitors what is given, by name: the same again changes nothing. All of it, or none.
 * @throws Failure forbidden, bad_request, conflict (too many)
 */
export async function applyMonitors(
  ctx: Context,
  input: unknown,
  { dryRun = false, prune = false }: { dryRun?: boolean; prune?: boolean } = {},
): Promise<ApplyAnswer> {
  requirePermission(ctx, "edit_monitors");
  const { monitors } = parse(MonitorFile, input);
  for (const monitor of monitors) await tryQuestion(ctx, monitor);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    await lockMonitors(tx, ctx);
    const there = new Map((await readMonitors(tx, ctx.project.id)).map((one) => [one.monitor.name, one]));
    const answer: ApplyAnswer = { dry_run: dryRun, created: [], changed: [], unchanged: [], deleted: [] };
    const named = new Set(monitors.map(({ name }) => name));
    let count = there.size;
    if (prune)
      for (const [name, { id }] of there) {
        if (named.has(name)) continue;
        answer.deleted.push(name);
        count--;
        if (!dryRun) await remove(tx, ctx, id);
      }
    for (const monitor of monitors) {
      const before = there.get(monitor.name);
      if (before === undefined) {
        answer.created.push(monitor.name);
        if (!dryRun) await create(tx, ctx, monitor, count);
        count++;
      } else if (isSame(before.monitor, monitor)) answer.unchanged.push(monitor.name);
      else {
        answer.changed.push(monitor.name);
        if (!dryRun) await change(tx, ctx, before, monitor);
      }
    }
    return answer;
  });
}

/** The same from a file of YAML. */
export async function applyYaml(
  ctx: Context,
  yaml: string,
  options: { dryRun: boolean },
): Promise<ApplyAnswer> {
  requirePermission(ctx, "edit_monitors");
  const text = parse(z.string().max(MAX_YAML, { error: "The file is larger than a megabyte." }), yaml);
  return applyMonitors(ctx, fromYaml(text), options);
}

const isSame = (a: Monitor, b: Monitor): boolean =>
  a.enabled === b.enabled && canonical(definitionOf(a)) === canonical(definitionOf(b));

/** The store keeps no order of keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
