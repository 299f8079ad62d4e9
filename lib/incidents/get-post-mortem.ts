import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";

import { type DraftOptions, draftPostMortem } from "./draft-post-mortem";
import { comparedVersions, getIncident } from "./get-incident";
import type { IncidentDetail } from "./incident";

export interface PostMortem {
  incident: IncidentDetail;
  /** Markdown: as somebody saved it last, else a draft of what is known now. */
  text: string;
  /** Null: a draft that nobody has saved. */
  saved: { at: string; by: string } | null;
}

/** @throws Failure forbidden, not_found */
export async function getPostMortem(
  ctx: Context,
  id: string,
  shown: Omit<DraftOptions, "versions">,
): Promise<PostMortem> {
  const incident = await getIncident(ctx, id);
  const { postMortem } = incident;
  // What people wrote may quote what was said; it is logged of those who could read that elsewhere.
  if (may(ctx.actor, "read_content"))
    await readContent(ctx, { action: "post_mortem.read", target: id }, async (tx) => noteContent(tx));
  if (postMortem === null) {
    const versions = await comparedVersions(ctx, incident);
    return { incident, text: draftPostMortem(incident, { ...shown, versions }), saved: null };
  }
  return { incident, text: postMortem.text, saved: { at: postMortem.at, by: postMortem.by } };
}
