import { z } from "zod";

import { recordExport } from "@/lib/audit/record-export";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

import { traceLine } from "./trace-text";

/** More are an export of the list or pages of the API. */
const MOST = 100;

export const selectedQuerySchema = z.object({
  id: z
    .array(z.string().max(200))
    .min(1, { error: "must name at least one trace" })
    .max(MOST, { error: `may be given ${MOST} times at most` }),
});

/**
 * Whole traces, each as a line of JSON, one after the other, so that memory stays small whatever they carry. Of one that is no
 * longer there the line says so: whoever counts the lines finds each that was asked for.
 */
export async function* exportSelected(ctx: Context, ids: readonly string[]): AsyncGenerator<string> {
  await recordExport(ctx, "traces.exported", { detail: { format: "jsonl", traces: new Set(ids).size } });
  for (const traceId of new Set(ids)) {
    try {
      yield* traceLine(ctx, traceId);
    } catch (error) {
      if (!(error instanceof Failure && error.code === "not_found")) throw error;
      yield `${JSON.stringify({ trace_id: traceId, missing: error.message })}\n`;
    }
  }
}
