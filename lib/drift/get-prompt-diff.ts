import { z } from "zod";

import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import type { DiffLine } from "./causes/line-diff";
import { readPromptDiff } from "./causes/prompt-change";

const fingerprint = z.string().regex(/^-?\d{1,19}$/);
export const PromptDiffQuery = z.object({ from: fingerprint, to: fingerprint });
export type PromptDiffQuery = z.input<typeof PromptDiffQuery>;

/**
 * How the texts of two prompt versions differ, line by line. It is content.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function getPromptDiff(ctx: Context, input: PromptDiffQuery): Promise<DiffLine[]> {
  requirePermission(ctx, "read_content");
  const { from, to } = parse(PromptDiffQuery, input);
  const lines = await readContent(ctx, { action: "prompt.read" }, async (tx) => {
    noteContent(tx);
    return readPromptDiff(tx, ctx.project, from, to);
  });
  if (lines === null)
    throw new Failure("not_found", "The text of one of the versions is not stored any more.");
  return lines;
}
