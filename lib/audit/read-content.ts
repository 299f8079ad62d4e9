import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";

import { ContentScope, openScope, plainId } from "./content-scope";
import type { ReadAction } from "./read-actions";
import { record } from "./record";

/** What is read. */
export interface ContentRead {
  action: ReadAction;
  /** What it is of, where that is no trace: a session's id, an incident's. */
  target?: string;
  /** Of which it is; `noteContent` names others, which get a row of their own. */
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
  const readable = may(ctx.actor, "read_content");
  const logs = readable && ctx.actor.kind !== "system";
  const kind = isExport(ctx) ? "export" : "read";
  const known = new Set(traceIds.map(plainId));
  const run = async (tx: Tx): Promise<T> => {
    let early = null as Promise<void> | null;
    // Of known traces the row is sent beside the first content that is asked for: it costs no round trip.
    const scope = new ContentScope(readable, () => {
      if (!logs || known.size === 0) return;
      early = record(tx, ctx, { ...what, kind, traceIds: known });
      early.catch(() => {});
    });
    openScope(tx, scope);
    const answer = await ask(tx).catch(async (error: unknown) => {
      // What failed first says why.
      await early;
      throw error;
    });
    await early;
    const others = [...scope.traceIds].filter((id) => !known.has(id));
    if (logs && scope.touched && (early === null || others.length > 0))
      await record(tx, ctx, { ...what, kind, traceIds: others });
    return answer;
  };
  return inProject(ctx.sql, ctx.project.id, run, logs ? { oneMoment: true } : { readOnly: true });
}

const isExport = ({ via }: Context): boolean => via?.surface === "export" || via?.surface === "share";
