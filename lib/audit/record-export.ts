import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";

import { type AuditEntry, record } from "./record";

/** Writes down that a file is taken, and commits that before its first byte is made: it stands there also when the rest fails. */
export const recordExport = (
  ctx: Context,
  action: string,
  entry: Pick<AuditEntry, "target" | "detail" | "traceIds"> = {},
): Promise<void> =>
  inProject(ctx.sql, ctx.project.id, (tx) => record(tx, ctx, { kind: "export", action, ...entry }));
