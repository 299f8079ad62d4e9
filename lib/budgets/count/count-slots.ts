import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { IS_COST_UNKNOWN, SPAN_SQL } from "@/lib/model/span-sql";

import { periodAt, sumKeyMs } from "../period";
import { SLOT_MS, slotSql } from "@/lib/time/slot";
import type { CountedBudget } from "./counted-budget";

/** Half open, milliseconds; `slots`: only these, ascending. */
export interface SlotRange {
  fromMs: number;
  toMs: number;
  slots: readonly number[] | null;
}

/** Slots further apart are read by statements of their own. */
const MAX_GAP_MS = 4 * SLOT_MS;
const MAX_SLOTS = 240;

/** Slots as ranges that are worth one statement each. */
export function rangesOf(slots: readonly number[]): SlotRange[] {
  const ranges: { fromMs: number; toMs: number; slots: number[] }[] = [];
  for (const slot of slots.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && slot - last.toMs <= MAX_GAP_MS && last.slots.length < MAX_SLOTS) {
      last.slots.push(slot);
      last.toMs = slot + SLOT_MS;
    } else ranges.push({ fromMs: slot, toMs: slot + SLOT_MS, slots: [slot] });
  }
  return ranges;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * The slots of a range made anew from the spans, for each of these budgets, and the sums of their periods moved by the
 * difference. One pass over the spans, whatever the number of budgets. To be called by one worker at a time.
 * @returns how many slots of budgets changed
 */
export async function countSlots(
  tx: Tx,
  projectId: number,
  budgets: readonly CountedBudget[],
  range: SlotRange,
): Promise<number> {
  if (budgets.length === 0) return 0;
  const periods = budgets.flatMap((budget) => periodsOf(budget, range));
  const list = range.slots === null ? null : `{${range.slots.map((slot) => `"${iso(slot)}"`).join(",")}}`;
  const [row] = await tx.unsafe<{ changed: number }[]>(COUNT, [
    projectId,
    iso(range.fromMs),
    iso(range.toMs),
    list,
    plainArray(budgets.map(({ id }) => id)),
    plainArray(periods.map(({ id }) => id)),
    `{${periods.map(({ keyMs }) => `"${iso(keyMs)}"`).join(",")}}`,
    `{${periods.map(({ fromMs }) => `"${iso(fromMs)}"`).join(",")}}`,
    `{${periods.map(({ toMs }) => (toMs === Infinity ? "infinity" : `"${iso(toMs)}"`)).join(",")}}`,
  ]);
  return row?.changed ?? 0;
}

/** Whose sums the slots of the range are in. */
function periodsOf(budget: CountedBudget, { fromMs, toMs, slots }: SlotRange) {
  const { id } = budget;
  if (budget.rolling)
    return [
      {
        id,
        keyMs: sumKeyMs({ startMs: 0, endMs: 0 }, budget),
        fromMs: budget.windowFromMs ?? 0,
        toMs: Infinity,
      },
    ];
  const found = new Map<number, { id: number; keyMs: number; fromMs: number; toMs: number }>();
  const first = Math.max(fromMs, budget.countedFromMs);
  for (let at = first; at < toMs;) {
    const period = periodAt(at, budget);
    found.set(period.startMs, {
      id,
      keyMs: sumKeyMs(period, budget),
      fromMs: period.startMs,
      toMs: period.endMs,
    });
    const next = slots?.find((slot) => slot >= period.endMs);
    at = slots === null ? period.endMs : (next ?? Infinity);
  }
  return [...found.values()];
}

const same = (column: string, value: string): string => `(b.${column} is null or b.${column} = c.${value})`;

/** $1 project, $2 and $3 bounds, $4 slots or null, $5 budgets, $6 to $9 periods: budget, key, from, to. */
const COUNT = `
  with calls as materialized (
    select ${slotSql("started_at")} as slot, ${SPAN_SQL.environment} as environment, ${SPAN_SQL.feature} as feature,
      ${SPAN_SQL.model} as model, ${SPAN_SQL.fingerprint} as fingerprint, ${SPAN_SQL.userId} as user_id,
      coalesce(sum(cost_nano_usd), 0)::bigint as nano_usd, (count(*) filter (where ${IS_COST_UNKNOWN}))::int as unknown_calls
    from spans
    where project_id = $1 and shard_key = any((select shard_keys from projects where id = $1)::int[]) and started_at >= $2 and started_at < $3 and ${SPAN_SQL.isBilled}
      and ($4::timestamptz[] is null or ${slotSql("started_at")} = any($4::timestamptz[]))
    group by 1, 2, 3, 4, 5, 6
  ),
  fresh as (
    select b.id as budget_id, c.slot, case when b.every_user then c.user_id else '' end as user_id,
      sum(c.nano_usd)::bigint as nano_usd, sum(c.unknown_calls)::int as unknown_calls
    from calls c
    join budgets b on b.project_id = $1 and b.id = any($5::int[]) and c.slot >= b.counted_from
      and ${same("environment", "environment")} and ${same("feature", "feature")} and ${same("model", "model")}
      and ${same("user_id", "user_id")} and (b.fingerprints is null or c.fingerprint = any(b.fingerprints))
      and not (b.every_user and coalesce(c.user_id, '') = '')
    group by 1, 2, 3
    having sum(c.nano_usd) <> 0 or sum(c.unknown_calls) <> 0
  ),
  kept as (
    select budget_id, slot, user_id, nano_usd, unknown_calls
    from budget_slots
    where project_id = $1 and budget_id = any($5::int[]) and slot >= $2 and slot < $3
      and ($4::timestamptz[] is null or slot = any($4::timestamptz[]))
  ),
  changed as materialized (
    select budget_id, slot, user_id, f.nano_usd, f.unknown_calls,
      coalesce(f.nano_usd, 0) - coalesce(k.nano_usd, 0) as more_nano,
      coalesce(f.unknown_calls, 0) - coalesce(k.unknown_calls, 0) as more_unknown
    from fresh f
    full join kept k using (budget_id, slot, user_id)
    where f.nano_usd is distinct from k.nano_usd or f.unknown_calls is distinct from k.unknown_calls
  ),
  stored as (
    insert into budget_slots (project_id, budget_id, slot, user_id, nano_usd, unknown_calls)
    select $1::int, budget_id, slot, user_id, nano_usd, unknown_calls
    from changed
    where nano_usd is not null
    order by budget_id, slot, user_id
    on conflict (budget_id, slot, user_id) do update
    set nano_usd = excluded.nano_usd, unknown_calls = excluded.unknown_calls
  ),
  emptied as (
    delete from budget_slots s
    using changed c
    where c.nano_usd is null and s.project_id = $1 and s.budget_id = c.budget_id and s.slot = c.slot and s.user_id = c.user_id
  ),
  summed as (
    insert into budget_spent (project_id, budget_id, period_start, user_id, nano_usd, unknown_calls)
    select $1::int, c.budget_id, p.key, c.user_id, sum(c.more_nano)::bigint, sum(c.more_unknown)::bigint
    from changed c
    join unnest($6::int[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[]) as p (budget_id, key, from_at, to_at)
      on p.budget_id = c.budget_id and c.slot >= p.from_at and c.slot < p.to_at
    group by 2, 3, 4
    order by 2, 3, 4
    on conflict (budget_id, period_start, user_id) do update
    set nano_usd = budget_spent.nano_usd + excluded.nano_usd,
      unknown_calls = budget_spent.unknown_calls + excluded.unknown_calls
  )
  select count(*)::int as changed from changed`;
