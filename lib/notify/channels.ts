import { randomBytes } from "node:crypto";
import { z } from "zod";

import type { Tx } from "@/db/client";
import { columns, database, matching, select } from "@/db/drizzle";
import { notificationChannels as channels } from "@/db/schema/notifications";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { type Channel, ChannelChange, ChannelInput } from "./channel";
import { CHANNEL_REMOVED } from "./enqueue";
import { releasePaused } from "./hold";

const MAX_CHANNELS = 20;

/** The project's channels, the oldest first. */
export async function listChannels(ctx: Context): Promise<Channel[]> {
  requirePermission(ctx, "read_aggregates");
  return inProject(
    ctx.sql,
    ctx.project.id,
    (tx) =>
      select(
        tx,
        channels,
        "id",
        "kind",
        "name",
        "shownUrl",
        "recipients",
        "severity",
        "topics",
        "hourlyLimit",
        "pausedAt",
        "createdBy",
        "createdAt",
      )
        .where(matching(channels, { projectId: ctx.project.id, removedAt: null }))
        .orderBy(channels.id),
    { readOnly: true },
  );
}

/**
 * Adds a channel: from now on it is told what it takes.
 * @param settings whether this instance can send mail
 * @returns the secret that its requests are signed with, which cannot be shown again; null: they are not signed
 * @throws Failure forbidden, bad_request, conflict (too many, or the name is taken)
 */
export async function addChannel(
  ctx: Context,
  input: ChannelInput,
  settings: { mail: boolean } = { mail: true },
): Promise<{ id: number; secret: string | null }> {
  requirePermission(ctx, "edit_project");
  const wanted = parse(ChannelInput, input);
  if (wanted.kind === "email" && !settings.mail) throw noMail();
  const { kind, name, severity, topics, hourlyLimit } = wanted;
  const secret = kind === "webhook" ? `whsec_${randomBytes(32).toString("base64url")}` : null;
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const there = matching(channels, { projectId: ctx.project.id, removedAt: null });
    if ((await database(tx).$count(channels, there)) >= MAX_CHANNELS)
      throw new Failure("conflict", `A project has at most ${MAX_CHANNELS} channels. Remove one first.`);
    await requireFreeName(tx, ctx, name);
    const [made] = await database(tx)
      .insert(channels)
      .values({
        projectId: ctx.project.id,
        kind,
        name,
        severity,
        topics,
        hourlyLimit,
        secret,
        ...targetOf(wanted),
        createdBy: ctx.actor.name,
        createdAt: ctx.now().toISOString(),
      })
      .returning(columns(channels, "id"));
    if (!made) throw new Error("the channel was not stored");
    await record(tx, ctx, {
      action: "channel.added",
      target: name,
      detail: { id: made.id, kind, severity, topics, hourly_limit: hourlyLimit, ...auditedTarget(wanted) },
    });
    return { id: made.id, secret };
  });
}

/** Monitors name the channels that they tell. @throws Failure conflict */
async function requireFreeName(tx: Tx, ctx: Context, name: string, own = 0): Promise<void> {
  const [other] = await tx`
    select from notification_channels
    where project_id = ${ctx.project.id} and removed_at is null and name = ${name} and id <> ${own}`;
  if (other)
    throw new Failure("conflict", `There is a channel “${name}” already. Give this one another name.`);
}

const PAGERDUTY_HOST = "events.pagerduty.com";

type Target = Partial<Pick<typeof channels.$inferInsert, "url" | "secret" | "recipients">> & {
  shownUrl: string;
};

/** Where it goes; nothing of what is not given anew. */
function targetOf(wanted: z.output<typeof ChannelInput>): Target;
function targetOf(wanted: z.output<typeof ChannelChange>): Target | object;
function targetOf(wanted: z.output<typeof ChannelInput | typeof ChannelChange>): Target | object {
  if (wanted.kind === "email")
    return { recipients: wanted.recipients, shownUrl: wanted.recipients.join(", ") };
  if (wanted.kind === "pagerduty")
    return wanted.routingKey === undefined ? {} : { secret: wanted.routingKey, shownUrl: PAGERDUTY_HOST };
  return wanted.url === undefined ? {} : { url: wanted.url, shownUrl: `${new URL(wanted.url).origin}/…` };
}

/** What the audit log says of it: never an address that may be a token. */
function auditedTarget(wanted: z.output<typeof ChannelInput | typeof ChannelChange>): object {
  if (wanted.kind === "email") return { recipients: wanted.recipients };
  if (wanted.kind === "pagerduty") return wanted.routingKey === undefined ? {} : { server: PAGERDUTY_HOST };
  return wanted.url === undefined ? {} : { server: new URL(wanted.url).origin };
}

/**
 * Changes a channel; it keeps its kind and, unless they are given anew, its address and key. What waits goes to the new address.
 * @throws Failure forbidden, bad_request, not_found, conflict (the name is taken)
 */
export async function changeChannel(ctx: Context, input: ChannelChange): Promise<void> {
  requirePermission(ctx, "edit_project");
  const wanted = parse(ChannelChange, input);
  const { id, kind, name, severity, topics, hourlyLimit } = wanted;
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    await requireFreeName(tx, ctx, name, id);
    const [changed] = await database(tx)
      .update(channels)
      .set({ name, severity, topics, hourlyLimit, ...targetOf(wanted) })
      .where(matching(channels, { projectId: ctx.project.id, id, kind, removedAt: null }))
      .returning(columns(channels, "id"));
    if (!changed) throw gone();
    await record(tx, ctx, {
      action: "channel.changed",
      target: name,
      detail: { id, severity, topics, hourly_limit: hourlyLimit, ...auditedTarget(wanted) },
    });
  });
}

export const ChannelId = z.object({ id: z.int().positive() });
export type ChannelId = z.input<typeof ChannelId>;

const PauseChannel = ChannelId.extend({ paused: z.boolean() });
export type PauseChannel = z.input<typeof PauseChannel>;

/**
 * While a channel is paused its messages wait. When it goes on, they are sent, except those of incidents that are over by then.
 * @throws Failure forbidden, bad_request, not_found
 */
export async function pauseChannel(ctx: Context, input: PauseChannel): Promise<void> {
  requirePermission(ctx, "edit_project");
  const { id, paused } = parse(PauseChannel, input);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [changed] = await database(tx)
      .update(channels)
      .set({ pausedAt: paused ? ctx.now().toISOString() : null })
      .where(matching(channels, { projectId: ctx.project.id, id, removedAt: null }))
      .returning(columns(channels, "name"));
    if (!changed) throw gone();
    if (!paused) await releasePaused(tx, ctx.project.id, id);
    await record(tx, ctx, {
      action: paused ? "channel.paused" : "channel.resumed",
      target: changed.name,
      detail: { id },
    });
  });
}

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
    // What has a job is ended by it.
    await tx`
      update notification_deliveries
      set state = 'failed', held_for = null, error = ${CHANNEL_REMOVED}, ended_at = clock_timestamp()
      where project_id = ${ctx.project.id} and channel_id = ${id} and state = 'waiting' and held_for is not null`;
    await record(tx, ctx, { action: "channel.removed", target: removed.name, detail: { id } });
  });
}

export const gone = (): Failure =>
  new Failure("not_found", "There is no such channel, or it was removed. Reload the page.");

const NO_MAIL =
  "This instance has no mail server: whoever runs it sets RECOUNT_SMTP_URL and RECOUNT_MAIL_FROM.";

const noMail = (): Failure =>
  new Failure("bad_request", NO_MAIL, { details: [{ path: "kind", message: NO_MAIL }] });
