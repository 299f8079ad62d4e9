import { randomBytes } from "node:crypto";
import { z } from "zod";

import { columns, database, matching, select } from "@/db/drizzle";
import { notificationChannels as channels } from "@/db/schema/notifications";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { type Channel, ChannelInput } from "./channel";

const MAX_CHANNELS = 20;

/** The project's channels, the oldest first. */
export async function listChannels(ctx: Context): Promise<Channel[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      select(tx, channels, "id", "kind", "name", "shownUrl", "createdBy", "createdAt")
        .where(matching(channels, { projectId: ctx.project.id, removedAt: null }))
        .orderBy(channels.id),
    { readOnly: true },
  );
}

/**
 * Adds a channel: from now on it is told everything that is notified.
 * @returns the secret that its requests are signed with, which cannot be shown again; null: they are not signed (Slack)
 * @throws Failure forbidden, bad_request, conflict (too many)
 */
export async function addChannel(
  ctx: Context,
  input: ChannelInput,
): Promise<{ id: number; secret: string | null }> {
  requirePermission(ctx, "edit_project");
  const { kind, name, url } = parse(ChannelInput, input);
  const secret = kind === "webhook" ? `whsec_${randomBytes(32).toString("base64url")}` : null;
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const there = matching(channels, { projectId: ctx.project.id, removedAt: null });
    if ((await database(tx).$count(channels, there)) >= MAX_CHANNELS)
      throw new Failure("conflict", `A project has at most ${MAX_CHANNELS} channels. Remove one first.`);
    const shownUrl = `${new URL(url).origin}/…`;
    const [made] = await database(tx)
      .insert(channels)
      .values({
        projectId: ctx.project.id,
        kind,
        name,
        url,
        shownUrl,
        secret,
        createdBy: ctx.actor.name,
        createdAt: ctx.now().toISOString(),
      })
      .returning(columns(channels, "id"));
    if (!made) throw new Error("the channel was not stored");
    await record(tx, ctx, {
      action: "channel.added",
      target: name,
      detail: { id: made.id, kind, server: new URL(url).origin },
    });
    return { id: made.id, secret };
  });
}

export const ChannelId = z.object({ id: z.int().positive() });
export type ChannelId = z.input<typeof ChannelId>;

/**
 * Nothing more is sent there, not even what waits.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function removeChannel(ctx: Context, input: ChannelId): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { id } = parse(ChannelId, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [removed] = await database(tx)
      .update(channels)
      .set({ removedAt: ctx.now().toISOString() })
      .where(matching(channels, { projectId: ctx.project.id, id, removedAt: null }))
      .returning(columns(channels, "name"));
    if (!removed) throw gone();
    await record(tx, ctx, { action: "channel.removed", target: removed.name, detail: { id } });
  });
}

export const gone = (): Failure =>
  new Failure("not_found", "There is no such channel, or it was removed. Reload the page.");
