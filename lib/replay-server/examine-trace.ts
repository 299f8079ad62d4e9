import type { Context } from "@/lib/context";
import { traceIdOfName } from "@/lib/model/client-ids";

import { diagnose } from "./diagnose";
import type { Diagnosis } from "./diagnosis";
import { readRecorded } from "./read-recorded";

/** What stands in the way of replaying a trace, and what replaying it saves. @throws Failure forbidden, not_found */
export async function examineTrace(ctx: Context, { traceId }: { traceId: string }): Promise<Diagnosis> {
  const { spans, isWhole } = await readRecorded(ctx, { traceId, kinds: ["llm", "tool"], attributes: true });
  return diagnose(traceIdOfName(traceId), spans, isWhole);
}
