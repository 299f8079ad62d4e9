import { plainArray } from "@/db/pg-array";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { templateOf } from "@/lib/model/prompt-fingerprint";

/** More of a prompt than this nobody reads on a page; the API gives all of it. */
const MOST_CHARACTERS = 200_000;

export interface VersionText {
  /** As it was seen first. */
  text: string;
  /** The same with what changes in each call named instead of spelled out. */
  template: string;
  /** There is more of it. */
  cut: boolean;
}

/**
 * What versions of a prompt say, by number; those whose text is not stored are left out. It is content.
 * @throws Failure forbidden
 */
export async function getVersionTexts(
  ctx: Context,
  promptId: number,
  numbers: readonly number[],
): Promise<Map<number, VersionText>> {
  requirePermission(ctx, "read_content");
  const rows = await readContent(ctx, { action: "prompt.read", target: String(promptId) }, async (tx) => {
    const found = await tx<{ number: number; text: string; cut: boolean }[]>`
      select number, left(system, ${MOST_CHARACTERS}) as text, length(system) > ${MOST_CHARACTERS} as cut
      from prompt_versions
      where project_id = ${ctx.project.id}
        and prompt_id = ${promptId}
        and number = any(${plainArray([...numbers])}::int[])
        and system is not null`;
    if (found.length > 0) noteContent(tx);
    return found;
  });
  return new Map(rows.map(({ number, text, cut }) => [number, { text, template: templateOf(text), cut }]));
}
