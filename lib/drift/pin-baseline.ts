import { z } from "zod";

import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import { type Population, placeOf } from "./series";

const DAY_MS = 86_400_000;
const name = z.string().max(1024);
const time = z.iso.datetime({ offset: true, error: "Choose a date and a time." });

const Baseline = z.discriminatedUnion("is", [
  /** What is usual is learned from the past, anew as time passes. */
  z.object({ is: z.literal("learned") }),
  z
    .object({ is: z.literal("period"), from: time, to: time })
    .refine(({ from, to }) => Date.parse(to) - Date.parse(from) >= DAY_MS, {
      path: ["to"],
      error: "A baseline is a day at least: choose a later end.",
    }),
  /** The time in which interactions of it came. */
  z.object({ is: z.literal("prompt_version"), value: z.string().regex(/^\d{1,20}$/) }),
]);

export const PinBaseline = z.object({ feature: name, environment: name, baseline: Baseline });
export type PinBaseline = z.input<typeof PinBaseline>;

type Place = Pick<Population, "feature" | "environment">;
interface Period {
  from: string;
  to: string | null;
}

/**
 * What all signals of a feature are compared with: a period, the time of a prompt version, or what is usual. Signals that drift go on
 * being told by what they were found with; the others begin anew.
 * @throws Failure forbidden, bad_request, not_found (nothing came of that prompt version, or the feature is not watched)
 */
export async function pinBaseline(ctx: Context, input: PinBaseline): Promise<void> {
  requirePermission(ctx, "edit_incidents");
  const { baseline, ...place } = parse(PinBaseline, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const period =
      baseline.is === "learned"
        ? null
        : baseline.is === "period"
          ? { from: baseline.from, to: baseline.to }
          : await periodOfVersion(tx, ctx, place, baseline.value);
    const changed = await tx`
      update drift_series
      set pinned_from = ${period?.from ?? null}::timestamptz, pinned_to = ${period?.to ?? null}::timestamptz, fitted_at = 'epoch',
        baseline = case when phase = 'drifting' then baseline else '{}' end,
        state = case when phase = 'drifting' then state end,
        verdict = case when phase = 'drifting' then verdict end,
        phase = case when phase = 'drifting' then phase else 'not_enough' end
      where project_id = ${ctx.project.id} and feature = ${place.feature} and environment = ${place.environment}`;
    if (changed.count === 0) throw notWatched();
    await record(tx, ctx, {
      action: "drift.baseline_pinned",
      target: placeOf({ ...place, dimension: "", value: "" }),
      detail: { ...baseline, ...period },
    });
  });
}

const notWatched = (): Failure =>
  new Failure("not_found", "This is not watched: nothing of it was counted within the last days.");

async function periodOfVersion(tx: Tx, ctx: Context, place: Place, value: string): Promise<Period> {
  const [row] = await tx<{ from: string | null; to: string | null }[]>`
    select min(bucket) as from, max(bucket + tier * interval '1 second') as to
    from signal_cells
    where project_id = ${ctx.project.id} and feature = ${place.feature} and environment = ${place.environment}
      and (dimension = 'prompt_version' and value = ${value}
        or dimension = '' and only_values ->> 'prompt_version' = ${value})`;
  if (!row?.from || !row.to)
    throw new Failure(
      "not_found",
      `Nothing that is kept came of prompt version ${formatFingerprint(value).slice(0, 8)} here.`,
    );
  return { from: row.from, to: row.to };
}

/**
 * The period that most signals of a feature are pinned to; null: none is.
 * @throws Failure forbidden
 */
export async function pinnedBaseline(
  ctx: Context,
  { feature, environment }: Place,
): Promise<(Period & { signals: number; of: number }) | null> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [row] = await tx<(Period & { signals: number; of: number })[]>`
        select pinned_from as from, pinned_to as to, count(*)::int as signals, sum(count(*)) over ()::int as of
        from drift_series
        where project_id = ${ctx.project.id} and feature = ${feature} and environment = ${environment} and dimension = ''
        group by pinned_from, pinned_to
        order by pinned_from is null, count(*) desc
        limit 1`;
      return row === undefined || row.from === null ? null : row;
    },
    { readOnly: true },
  );
}
