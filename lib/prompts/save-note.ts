import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { PromptNote } from "./schemas";

/**
 * Writes why a version differs from the one before, instead of what was written until now; an empty text takes it away.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function saveNote(ctx: Context, input: PromptNote): Promise<void> {
  requirePermission(ctx, "edit_prompts");
  const { promptId, number, note } = parse(PromptNote, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [version] = await tx<{ target: string; note: string | null }[]>`
      select prompts.name || '@' || coalesce(prompt_versions.label, prompt_versions.number::text) as target, prompt_versions.note
      from prompt_versions
      join prompts on prompts.id = prompt_versions.prompt_id and prompts.project_id = prompt_versions.project_id
      where prompt_versions.project_id = ${ctx.project.id}
        and prompt_versions.prompt_id = ${promptId}
        and prompt_versions.number = ${number}
      for update of prompt_versions`;
    if (!version) throw new Failure("not_found", "There is no such version of a prompt in this project.");
    const text = note === "" ? null : note;
    if (text === version.note) return;
    await tx`
      update prompt_versions
      set note = ${text}, note_author = ${text === null ? null : ctx.actor.name},
        noted_at = ${text === null ? null : ctx.now().toISOString()}
      where project_id = ${ctx.project.id} and prompt_id = ${promptId} and number = ${number}`;
    await record(tx, ctx, {
      action: text === null ? "prompt.note_removed" : "prompt.note_written",
      target: version.target,
      detail: { before: version.note, after: text },
    });
  });
}
