import type { Context } from "@/lib/context";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { ProviderSettings } from "@/lib/providers/connect-provider";

import { prepare } from "./prepare";
import type { ExperimentInput } from "./schemas";

export interface Preview {
  /** At most so many are made. */
  calls: number;
  /** Of all of them, estimated; null: unknown. */
  estimatedUsd: string | null;
  /** How it differs from the recorded call, and what of that is not sent. */
  changes: string[];
  lost: string[];
}

/** What an experiment would cost, and do. @throws Failure forbidden, bad_request, not_found, conflict */
export async function previewExperiment(
  ctx: Context,
  input: ExperimentInput,
  settings: ProviderSettings,
): Promise<Preview> {
  const { calls, estimatedNanoUsd, asked } = await prepare(ctx, input, settings);
  return {
    calls,
    estimatedUsd: estimatedNanoUsd === null ? null : usdOfNano(estimatedNanoUsd),
    changes: asked.changes,
    lost: asked.lost,
  };
}
