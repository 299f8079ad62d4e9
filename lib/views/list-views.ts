import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

export interface SavedView {
  id: number;
  name: string;
  /** Of the list's address, without the question mark. */
  query: string;
  /** The project's; else who asks alone sees it. */
  shared: boolean;
  savedBy: string;
  /** Shown when nothing was asked for: of who asks, and of everybody who has chosen none. */
  isDefault: boolean;
  isProjectDefault: boolean;
}

/** Views that whoever asks can open: the project's first, then their own, by name. @throws Failure forbidden */
export async function listViews(ctx: Context): Promise<SavedView[]> {
  requirePermission(ctx, "read_aggregates");
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : null;
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<SavedView[]>`
      select v.id, v.name, v.query, v.owner_id is null as shared, v.saved_by as "savedBy",
        exists (
          select from default_views d
          where d.project_id = v.project_id and d.view_id = v.id and d.user_id = ${userId}
        ) as "isDefault",
        exists (
          select from default_views d
          where d.project_id = v.project_id and d.view_id = v.id and d.user_id is null
        ) as "isProjectDefault"
      from saved_views v
      where v.project_id = ${ctx.project.id} and (v.owner_id is null or v.owner_id = ${userId})
      order by v.owner_id is not null, lower(v.name), v.id`,
    { readOnly: true },
  );
}

/** What the list shows when nothing was asked for; null: all traces. */
export const defaultOf = (views: readonly SavedView[]): SavedView | null =>
  views.find(({ isDefault }) => isDefault) ?? views.find(({ isProjectDefault }) => isProjectDefault) ?? null;
