import { z } from "zod";

import { columns, database, matching } from "@/db/drizzle";
import { ingestQuarantine } from "@/db/schema/ingest-usage";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

/** One sample, or all of them. */
export const DeleteQuarantined = z.object({ id: z.union([z.uuid(), z.literal("all")]) });
export type DeleteQuarantined = z.infer<typeof DeleteQuarantined>;

/**
 * Deletes samples for good. What was counted stays counted.
 * @throws Failure forbidden, not_found (gone already)
 */
export async function deleteQuarantined(ctx: Context, input: DeleteQuarantined): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { id } = parse(DeleteQuarantined, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const gone = await database(tx)
      .delete(ingestQuarantine)
      .where(matching(ingestQuarantine, { projectId: ctx.project.id, ...(id === "all" ? {} : { id }) }))
      .returning(columns(ingestQuarantine, "code"));
    if (gone.length === 0) throw new Failure("not_found", "This sample is gone already.");
    await record(tx, ctx, {
      action: "quarantine.deleted",
      target: id,
      detail: { samples: gone.length, reasons: [...new Set(gone.map(({ code }) => code))].toSorted() },
    });
  });
}
