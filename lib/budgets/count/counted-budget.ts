import type { Tx } from "@/db/client";
import type { Row } from "@/db/drizzle";
import type { budgets } from "@/db/schema/budgets";

import type { PeriodUnit } from "../period";
import type { Threshold } from "../threshold";

/** A budget as the worker counts it. Times in milliseconds; -Infinity and Infinity as the database's. */
export interface CountedBudget {
  id: number;
  name: string;
  rolling: boolean;
  unit: PeriodUnit;
  zone: string;
  everyUser: boolean;
  limitNano: bigint;
  thresholds: Threshold[];
  paused: boolean;
  countedFromMs: number;
  countedToMs: number;
  windowFromMs: number | null;
  /** As the database writes it: whoever changes the budget changes this. */
  changedAt: string;
  /** Whose calls it counts; null: all. */
  environment: string | null;
  feature: string | null;
  model: string | null;
  promptVersion: string | null;
  user: string | null;
}

type Stored = Omit<CountedBudget, "limitNano" | "countedFromMs" | "countedToMs" | "windowFromMs"> &
  Row<typeof budgets, "countedFrom" | "countedTo" | "windowFrom"> & { limit: string };

const ms = (time: string): number =>
  time === "infinity" ? Infinity : time === "-infinity" ? -Infinity : Date.parse(time);

/** The budgets of a project that are to be counted, with the limit that holds now. */
export async function readCounted(tx: Tx, projectId: number, nowMs: number): Promise<CountedBudget[]> {
  const now = new Date(nowMs);
  const rows = await tx<Stored[]>`
    select b.id, b.name, b.rolling, b.unit, b.zone, b.every_user as "everyUser", b.thresholds, b.paused_at is not null as paused,
      b.counted_from as "countedFrom", b.counted_to as "countedTo", b.window_from as "windowFrom", b.changed_at as "changedAt",
      b.environment, b.feature, b.model, b.prompt_version as "promptVersion", b.user_id as user,
      coalesce(
        (
          select r.limit_nano_usd
          from budget_raises r
          where r.budget_id = b.id and r.project_id = b.project_id and r.at <= ${now} and r.until > ${now}
          order by r.id desc
          limit 1
        ),
        b.limit_nano_usd
      )::text as limit
    from budgets b
    where b.project_id = ${projectId} and b.deleted_at is null
    order by b.id`;
  return rows.map(({ limit, countedFrom, countedTo, windowFrom, ...row }) => ({
    ...row,
    limitNano: BigInt(limit),
    countedFromMs: ms(countedFrom),
    countedToMs: ms(countedTo),
    windowFromMs: windowFrom === null ? null : ms(windowFrom),
  }));
}
