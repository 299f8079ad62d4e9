import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { readDataPoints } from "@/lib/metrics/read-data-points";
import { TOOL_MODES, type ToolMode } from "@/lib/model/tool-mode";

import type { LatencyScope } from "./scope";

const PATH_PARTS = ["llm", "tool", "retrieval", "other"] as const;
export type PathPart = (typeof PATH_PARTS)[number];

/** How a feature works, told from its traffic. */
export interface FeatureShape {
  feature: string | null;
  interactions: number;
  /** Interactions whose answer streamed. */
  streamed: number;
  /** Model calls and tool runs an interaction, on average. */
  modelCalls: number;
  toolCalls: number;
  /** Interactions by how they ran their tools. */
  toolModes: Record<ToolMode, number>;
  /** The critical path of all of them, in milliseconds by what the time went to. */
  criticalMs: Record<PathPart, number>;
  /** Interactions in which tools waited for each other without need, and what that took. */
  savable: number;
  savingMs: number;
}

const SUMS = [
  "interactions",
  "streamed",
  "llm_calls",
  "tool_calls",
  ...TOOL_MODES.map((mode) => `tools_${mode}`),
  ...PATH_PARTS.map((part) => `critical_${part}_ns`),
  "savable",
  "parallel_saving_ns",
];

/** Every feature's shape, the busiest first. */
export async function shapeOfFeatures(
  tx: TransactionSql,
  ctx: Context,
  { filters, ...period }: LatencyScope,
): Promise<FeatureShape[]> {
  const cells = await readDataPoints(tx, ctx, {
    source: "traces",
    sums: SUMS,
    ...period,
    filters,
    interval: "range",
    groupBy: ["feature"],
  });
  return cells
    .map(({ groups, sums }): FeatureShape => {
      const n = (name: string): number => Number(sums[name] ?? 0n);
      const interactions = n("interactions");
      return {
        feature: groups[0] ?? null,
        interactions,
        streamed: n("streamed"),
        modelCalls: interactions === 0 ? 0 : n("llm_calls") / interactions,
        toolCalls: interactions === 0 ? 0 : n("tool_calls") / interactions,
        toolModes: record(TOOL_MODES, (mode) => n(`tools_${mode}`)),
        criticalMs: record(PATH_PARTS, (part) => n(`critical_${part}_ns`) / 1e6),
        savable: n("savable"),
        savingMs: n("parallel_saving_ns") / 1e6,
      };
    })
    .filter(({ interactions }) => interactions > 0)
    .sort((a, b) => b.interactions - a.interactions);
}

const record = <K extends string>(keys: readonly K[], of: (key: K) => number): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, number>;
