import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { detectSilence } from "@/lib/ingest-usage/detect-silence";
import { queryWindows } from "@/lib/metrics/query-windows";
import { groupBy } from "@/lib/model/group-by";

import type { SilenceMonitor } from "./definition";

const HOUR_MS = 3_600_000;
const SLOT_MS = 300_000;
/** The habit is read off the day before the last sign of life, which may be a week ago. */
const LOOK_BACK_MS = 8 * 24 * HOUR_MS;
/** What is derived late is read again. */
const LATE_MS = HOUR_MS;
const MOST_SERIES = 100;

/** When somebody sent: bit n of an hour is its minute n. */
export interface Activity {
  series: string;
  label?: string;
  lastSeenMs: number;
  hours: { hourMs: number; minutes: bigint }[];
}

/** Who of them is silent by the habit of their last day. */
export const silenceOf = ({ hours, lastSeenMs }: Activity, nowMs: number): ReturnType<typeof detectSilence> =>
  detectSilence(hours, lastSeenMs, nowMs);

/** When features sent interactions within the last eight days, by five minutes. What was read before is known, where it kept its hours. */
export async function readFeatures(
  tx: Tx,
  ctx: Context,
  { only }: SilenceMonitor,
  known: ReadonlyMap<string, { hours?: Record<string, string>; endMs: number }>,
): Promise<Activity[]> {
  const nowMs = ctx.now().getTime();
  const toMs = nowMs - (nowMs % SLOT_MS) + SLOT_MS;
  const oldest = toMs - LOOK_BACK_MS;
  const until = Math.max(0, ...[...known.values()].map(({ endMs, hours }) => (hours ? endMs : 0)));
  const fromMs = Math.max(oldest, until - (until % HOUR_MS) - LATE_MS);
  const series = await queryWindows(
    tx,
    ctx,
    { metric: "interactions", group_by: "feature", top: MOST_SERIES, ...(only && { feature: only }) },
    { fromMs: fromMs - (fromMs % SLOT_MS), toMs, interval: "5m", lengthMs: SLOT_MS },
  );
  const hours = new Map<string, Map<number, bigint>>();
  for (const [name, { hours: before = {} }] of known)
    hours.set(
      name,
      new Map(
        Object.entries(before)
          .map(([hour, bits]): [number, bigint] => [Number(hour), BigInt(bits)])
          .filter(([hour]) => hour >= oldest),
      ),
    );
  for (const { group, figures } of series) {
    if (group === null) continue;
    const own = hours.get(group) ?? new Map<number, bigint>();
    hours.set(group, own);
    figures.forEach(({ value }, index) => {
      if (Number(value ?? 0) === 0) return;
      const at = fromMs - (fromMs % SLOT_MS) + index * SLOT_MS;
      const hour = at - (at % HOUR_MS);
      own.set(hour, (own.get(hour) ?? 0n) | (1n << BigInt((at % HOUR_MS) / 60_000)));
    });
  }
  return [...hours].flatMap(([name, own]) => activityOf(name, own, nowMs));
}

function activityOf(series: string, own: ReadonlyMap<number, bigint>, nowMs: number): Activity[] {
  const hours = [...own]
    .map(([hourMs, minutes]) => ({ hourMs, minutes }))
    .sort((a, b) => a.hourMs - b.hourMs);
  const last = hours.at(-1);
  if (last === undefined) return [];
  const minute = last.minutes.toString(2).length - 1;
  // Somewhere within those five minutes: the benefit of the doubt is the feature's.
  return [{ series, hours, lastSeenMs: Math.min(nowMs, last.hourMs + minute * 60_000 + SLOT_MS - 1) }];
}

interface SenderHour {
  series: string;
  label: string;
  lastSeenAt: string;
  hour: string;
  minutes: string;
}

/** Keys and clients, by the requests that they made since then; those that sent last come first. */
export async function readSenders(
  tx: Tx,
  ctx: Context,
  { of, only }: SilenceMonitor,
  since = new Date(ctx.now().getTime() - LOOK_BACK_MS),
): Promise<Activity[]> {
  const rows =
    of === "key"
      ? await tx<SenderHour[]>`
          select k.id::text as series, k.name as label, max(c.last_seen_at) over (partition by k.id) as "lastSeenAt", h.hour,
            h.minutes::text
          from ingest_client_hours h
          join ingest_clients c on c.project_id = h.project_id and c.id = h.client_id
          join api_keys k on k.project_id = c.project_id and k.id = c.api_key_id
          where h.project_id = ${ctx.project.id} and h.hour > ${since} and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > ${ctx.now()})`
      : await tx<SenderHour[]>`
          select c.id::text as series, concat_ws(' ', c.name, c.service) as label, c.last_seen_at as "lastSeenAt", h.hour, h.minutes::text
          from ingest_client_hours h
          join ingest_clients c on c.project_id = h.project_id and c.id = h.client_id
          where h.project_id = ${ctx.project.id} and h.hour > ${since}
            and not exists (
              select from ingest_clients other
              where other.project_id = c.project_id and other.name = c.name and other.endpoint = c.endpoint
                and other.service is not distinct from c.service and other.instrumentation is not distinct from c.instrumentation
                and other.id <> c.id and other.last_seen_at > c.last_seen_at
            )`;
  return [...groupBy(rows, ({ series }) => series)]
    .map(([series, own]): Activity => ({
      series,
      label: own[0]?.label ?? series,
      lastSeenMs: Math.max(...own.map(({ lastSeenAt }) => Date.parse(lastSeenAt))),
      hours: own.map(({ hour, minutes }) => ({ hourMs: Date.parse(hour), minutes: BigInt(minutes) })),
    }))
    .filter(({ label }) => only === undefined || only.includes(label ?? ""))
    .sort((a, b) => b.lastSeenMs - a.lastSeenMs)
    .slice(0, MOST_SERIES);
}
