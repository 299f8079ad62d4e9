import type { TransactionSql } from "postgres";

import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { figuresOf, MARKED_DIMENSIONS, type MarkedDimension } from "@/lib/model/figure-dimensions";
import { versionNames } from "@/lib/traces/version-names";
import { rangeOf } from "@/lib/traces/filter";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import { type Interval, pointStarts } from "./intervals";
import { type DataPoint, readDataPoints } from "./read-data-points";

/** Where a dimension's values are looked for. */
const sourceOf = (word: MarkedDimension) =>
  figuresOf(word).ofSteps
    ? ({ source: "calls", counted: "calls", more: { kind: ["llm"] } } as const)
    : ({ source: "traces", counted: "interactions", more: {} } as const);

/** Something that is new in a feature's traffic. */
export interface Change {
  /** ISO; exact for prompts that the registry saw then, otherwise the start of the minutes or the hour in which it was seen first. */
  at: string;
  /** "prompt", "model", "release" */
  kind: string;
  /** "booking@14", "gpt-4o-mini", "2.4.0" */
  label: string;
  /** Where it came up at that time, the busiest first; null for traffic without a feature. */
  features: (string | null)[];
  /** Its traces: a word of the list's filter, and its value. */
  word: MarkedDimension;
  value: string;
}

export interface ChangesInput {
  from?: string;
  to?: string;
  environment?: readonly string[] | undefined;
  feature?: readonly string[] | undefined;
}

/** More marks than this hide the chart they stand in. */
const MOST = 30;
/** What was not seen for so long before a range is new when it comes back. */
const LOOK_BACK_MS = 90 * 86_400_000;
const DAY_S = 86_400;

/** With less traffic before the range than this, a feature's first values are still coming in: its rare ones come late. */
const ENOUGH = 20n;
/** What comes within this share of the range after such a feature began belongs to its beginning. */
const YOUNG = 0.1;

/** As exact as a chart of the range can show. */
const intervalOf = (seconds: number): Interval =>
  seconds <= 7_200
    ? "minute"
    : seconds <= 2 * DAY_S
      ? "5m"
      : seconds <= 8 * DAY_S
        ? "15m"
        : seconds <= 32 * DAY_S
          ? "hour"
          : "day";

/** A value of a word within a feature. */
interface Sighting {
  word: MarkedDimension;
  feature: string | null;
  value: string;
  /** Interactions or calls in the range. */
  count: bigint;
}

/**
 * Prompt versions, models and releases that a feature's traffic had not known: first seen within the range, in a feature that had
 * traffic before. What a young feature begins with is no change. At most 30, those with the most traffic, in time order.
 */
export async function listChanges(ctx: Context, input: ChangesInput): Promise<Change[]> {
  const { from, to } = rangeOf(input, ctx.now());
  const filters = { environment: input.environment, feature: input.feature };
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const earlier = { from: new Date(Date.parse(from) - LOOK_BACK_MS).toISOString(), to: from };
      const [now, before] = await Promise.all([
        sightings(tx, ctx, { from, to, filters }),
        sightings(tx, ctx, { ...earlier, filters }),
      ]);
      const known = new Set(before.map(keyOf));
      const earlierCounts = new Map<string, bigint>();
      for (const one of before)
        earlierCounts.set(groupOf(one), (earlierCounts.get(groupOf(one)) ?? 0n) + one.count);
      const fresh = now.filter((one) => !known.has(keyOf(one)));
      if (fresh.length === 0) return [];
      const interval = intervalOf((Date.parse(to) - Date.parse(from)) / 1000);
      const seen = await firstSeen(tx, ctx, { from, to, filters, interval }, fresh);
      // The registry is asked only when a prompt is new.
      const prompts = fresh.some(({ word }) => word === "prompt_version");
      const names = prompts ? await versionNames(tx, ctx) : new Map<string, string>();
      const exact = prompts ? await registryTimes(tx, ctx, from, to) : new Map<string, string>();
      const ends = pointStarts(Date.parse(from), Date.parse(to), interval, "UTC");
      const [start, length] = [Date.parse(from), Date.parse(to) - Date.parse(from)];
      const begins = new Map<string, number>();
      for (const one of fresh) {
        const group = groupOf(one);
        const at = earlierCounts.has(group) ? start : (seen.get(keyOf(one)) ?? start);
        begins.set(group, Math.min(begins.get(group) ?? at, at));
      }
      const changes = fresh.flatMap((one) => {
        const at = seen.get(keyOf(one));
        if (at === undefined) return [];
        const settled = (earlierCounts.get(groupOf(one)) ?? 0n) >= ENOUGH;
        return settled || at - begins.get(groupOf(one))! >= length * YOUNG ? [{ ...one, at }] : [];
      });
      return together(changes)
        .sort((a, b) => Number(b.count - a.count))
        .slice(0, MOST)
        .map(({ word, value, at, features }): Change => {
          const end = ends[ends.indexOf(at) + 1] ?? Date.parse(to);
          const registered = word === "prompt_version" ? exact.get(value) : undefined;
          const within = registered && Date.parse(registered) >= at && Date.parse(registered) < end;
          return {
            at: within ? registered : new Date(Math.max(at, Date.parse(from))).toISOString(),
            kind: figuresOf(word).marked ?? word,
            label: word === "prompt_version" ? (nameOf(names, value) ?? value.slice(0, 8)) : value,
            features,
            word,
            value,
          };
        })
        .sort((a, b) => a.at.localeCompare(b.at));
    },
    { readOnly: true },
  );
}

const groupOf = ({ word, feature }: Sighting): string => `${word}\n${feature}`;
const keyOf = ({ word, feature, value }: Omit<Sighting, "count">): string => `${word}\n${feature}\n${value}`;

interface Asked {
  from: string;
  to: string;
  filters: Record<string, readonly string[] | undefined>;
}

/** Which values each feature's traffic had in a range: two questions of the roll-ups. */
async function sightings(
  tx: TransactionSql,
  ctx: Context,
  { from, to, filters }: Asked,
): Promise<Sighting[]> {
  const range = { from, to, interval: "range" as const };
  const counts = new Map<string, Sighting>();
  await Promise.all(
    (["traces", "calls"] as const).map(async (source) => {
      const words = MARKED_DIMENSIONS.filter((word) => sourceOf(word).source === source);
      if (words.length === 0) return;
      const { counted, more } = sourceOf(words[0]!);
      const points = await readDataPoints(tx, ctx, {
        source,
        sums: [counted],
        ...range,
        groupBy: ["feature", ...words],
        filters: { ...filters, ...more },
      });
      for (const { groups, sums } of points)
        for (const [index, word] of words.entries()) {
          const value = groups[index + 1];
          const count = sums[counted]!;
          if (value === null || value === undefined || count === 0n) continue;
          const one = { word, feature: groups[0] ?? null, value, count };
          const same = counts.get(keyOf(one));
          if (same) same.count += count;
          else counts.set(keyOf(one), one);
        }
    }),
  );
  return [...counts.values()];
}

/** The start of the first point of the range in which each of these was seen, epoch ms; asked only for what is new. */
async function firstSeen(
  tx: TransactionSql,
  ctx: Context,
  { from, to, filters, interval }: Asked & { interval: Interval },
  fresh: readonly Sighting[],
): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  await Promise.all(
    MARKED_DIMENSIONS.map(async (word) => {
      const values = [...new Set(fresh.filter((one) => one.word === word).map(({ value }) => value))];
      if (values.length === 0) return;
      const { source, counted, more } = sourceOf(word);
      const cells = await readDataPoints(tx, ctx, {
        source,
        sums: [counted],
        from,
        to,
        interval,
        groupBy: ["feature", word],
        filters: { ...filters, [word]: values, ...more },
      });
      for (const { at, groups } of cells as (DataPoint & { at: string })[]) {
        if (groups[1] === null) continue;
        const key = keyOf({ word, feature: groups[0] ?? null, value: groups[1]! });
        seen.set(key, Math.min(seen.get(key) ?? Number.POSITIVE_INFINITY, Date.parse(at)));
      }
    }),
  );
  return seen;
}

/** A release that reaches five features in the same minutes is one change. */
function together(changes: readonly (Sighting & { at: number })[]) {
  const merged = new Map<
    string,
    { word: MarkedDimension; value: string; at: number; count: bigint; features: (string | null)[] }
  >();
  for (const { word, value, at, count, feature } of changes.toSorted((a, b) => Number(b.count - a.count))) {
    const key = `${word}\n${value}\n${at}`;
    const same = merged.get(key);
    if (same) {
      same.count += count;
      same.features.push(feature);
    } else merged.set(key, { word, value, at, count, features: [feature] });
  }
  return [...merged.values()];
}

/** When the registry saw prompt versions first, by fingerprint as 16 hex digits, ISO. */
async function registryTimes(
  tx: TransactionSql,
  ctx: Context,
  from: string,
  to: string,
): Promise<Map<string, string>> {
  const rows = await tx<{ fingerprint: string; at: string }[]>`
    select fingerprint::text as fingerprint, min(first_seen_at) as at
    from prompt_versions
    where project_id = ${ctx.project.id} and first_seen_at >= ${from} and first_seen_at < ${to}
    group by fingerprint`;
  return new Map(
    rows.map(({ fingerprint, at }) => [formatFingerprint(fingerprint), new Date(at).toISOString()]),
  );
}

/** `name@version` of a fingerprint as the cells write it. */
function nameOf(names: ReadonlyMap<string, string>, value: string): string | undefined {
  for (const [fingerprint, name] of names) if (formatFingerprint(fingerprint) === value) return name;
  return undefined;
}
