import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { readDataPoints } from "@/lib/metrics/read-data-points";

const LOOK_BACK_MS = 90 * 86_400_000;

/** The last day (UTC) of the past 90 on which each version was used by a model call, by fingerprint (16 hex digits). */
export async function lastSeen(
  tx: Tx,
  ctx: Context,
  fingerprints?: readonly string[],
): Promise<Map<string, string>> {
  const now = ctx.now().getTime();
  const points = await readDataPoints(tx, ctx, {
    source: "calls",
    sums: ["calls"],
    from: new Date(Math.floor((now - LOOK_BACK_MS) / 86_400_000) * 86_400_000).toISOString(),
    to: new Date(now).toISOString(),
    interval: "day",
    groupBy: ["prompt_version"],
    filters: { kind: ["llm"], ...(fingerprints && { prompt_version: fingerprints }) },
  });
  const last = new Map<string, string>();
  for (const { at, groups } of points) {
    const [fingerprint] = groups;
    if (!fingerprint || at === null) continue;
    const day = at.slice(0, 10);
    if (day > (last.get(fingerprint) ?? "")) last.set(fingerprint, day);
  }
  return last;
}
