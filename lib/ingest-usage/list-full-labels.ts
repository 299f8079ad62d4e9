import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface FullLabels {
  /** UTC day of the spans, YYYY-MM-DD. */
  day: string;
  source: "calls" | "traces" | "users";
  /** Combinations of labels, or users, that figures of that day tell apart. */
  known: number;
  /** ISO; since when others count as "(other)". */
  fullAt: string;
  /** The dimensions with the most values, most first: where ids may stand in the place of names. None for users. */
  most: { column: string; values: number }[];
}

const COLUMNS = ["feature", "release", "model", "name", "provider", "environment", "fingerprint"] as const;
const DAYS = 7;

/** Days of the last week in which more labels or users came than figures tell apart, the newest first. */
export async function listFullLabels(ctx: Context): Promise<FullLabels[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const days = await tx<Omit<FullLabels, "most">[]>`
        select day::text as day, source, known, full_at as "fullAt" from label_days
        where project_id = ${ctx.project.id} and full_at is not null and day > ${ctx.now().toISOString()}::date - ${DAYS}::int
        order by day desc, source`;
      if (days.length === 0) return [];
      const [counts] = await tx<Record<string, number>[]>`
        select ${COLUMNS.flatMap((column, index) => [
          index === 0 ? tx`` : tx`,`,
          tx`count(distinct ${tx(column)}) as ${tx(column)}`,
        ])}
        from dimensions
        where project_id = ${ctx.project.id} and shard_key = any(${[...ctx.project.shardKeys]}::int[]) and cube in (0, 100)`;
      const most = COLUMNS.map((column) => ({ column, values: counts?.[column] ?? 0 }))
        .toSorted((a, b) => b.values - a.values)
        .slice(0, 2);
      return days.map((day) => ({
        ...day,
        fullAt: new Date(day.fullAt).toISOString(),
        most: day.source === "users" ? [] : most,
      }));
    },
    { readOnly: true },
  );
}
