import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";

import { ContentScope, openScope } from "./content-scope";
import type { ReadAction } from "./read-actions";
import { record } from "./record";

/** What is read. */
export interface ContentRead {
  action: ReadAction;
  /** What it is of, where that is no trace: a session's id, an incident's. */
  target?: string;
  /** Of which it is; more are added by `noteContent`. */
  traceIds?: readonly string[];
  detail?: Record<string, unknown>;
}

/**
 * Asks a question whose answer may hold what was said in traces. One transaction sees one moment; if content was read in it, it also
 * writes who read what into the audit log, so that the answer is handed over only once that is stored. Where the row cannot be
 * written the question fails. Nothing is written for those who may not read content, to whom nothing of it is given, and for the
 * system itself, which hands it to nobody.
 */
export async function readContent<T>(
  ctx: Context,
  { traceIds = [], ...what }: ContentRead,
  ask: (tx: Tx) => Promise<T>,
): Promise<T> {
  const scope = new ContentScope(may(ctx.actor, "read_content"));
  const logs = scope.readable && ctx.actor.kind !== "system";
  const run = async (tx: Tx): Promise<T> => {
    openScope(tx, scope);
    const answer = await ask(tx);
    if (logs && scope.touched)
      await record(tx, ctx, {
        ...what,
        kind: isExport(ctx) ? "export" : "read",
        traceIds: new Set([...traceIds, ...scope.traceIds]),
      });
    return answer;
  };
  return inProject(ctx.sql, ctx.project.id, run, logs ? { oneMoment: true } : { readOnly: true });
}

const isExport = ({ via }: Context): boolean => via?.surface === "export" || via?.surface === "share";
