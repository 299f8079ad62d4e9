import type { ExperimentKind } from "@/lib/experiments/experiment";

export const KIND_WORDS: Record<ExperimentKind, string> = { rerun: "Re-run", what_if: "What if" };
