import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { enqueueFor } from "@/lib/notify/enqueue";

import { mentionedIn } from "./mentioned";
import { mentionable } from "./people";

interface Told {
  commentId: string;
  /** 32 hex digits. */
  traceId: string;
  spanId: string | null;
  text: string;
}

/**
 * Notes whom a comment names, and no longer names. Who is named for the first time gets a mail where the project has a channel of
 * e-mail: to their own address alone, and without a word of what was said. Nobody is told of what they write themselves.
 */
export async function tellMentioned(tx: Tx, ctx: Context, told: readonly Told[]): Promise<void> {
  const people = (await mentionable(tx, ctx)).filter(
    ({ id }) => ctx.actor.kind !== "user" || id !== ctx.actor.id,
  );
  const fresh: { id: number; handle: string; email: string; of: Told }[] = [];
  for (const of of told) {
    const named = mentionedIn(of.text, people);
    await tx`
      delete from comment_mentions
      where project_id = ${ctx.project.id} and comment_id = ${of.commentId} and not user_id = any(${named.map(({ id }) => id)}::int[])`;
    const made = await tx<{ id: number }[]>`
      insert into comment_mentions (project_id, comment_id, user_id)
      select ${ctx.project.id}, ${of.commentId}, unnest(${named.map(({ id }) => id)}::int[])
      on conflict do nothing
      returning user_id as id`;
    for (const person of named) if (made.some(({ id }) => id === person.id)) fresh.push({ ...person, of });
  }
  if (fresh.length === 0) return;
  const [channel] = await tx<{ id: number }[]>`
    select id from notification_channels
    where project_id = ${ctx.project.id} and kind = 'email' and removed_at is null
    order by id
    limit 1`;
  if (!channel) return;
  // One mail each, of however many traces the same words are about.
  for (const { id, handle, email, of } of fresh.filter(
    (one, index) => fresh.findIndex((other) => other.id === one.id) === index,
  )) {
    const query = new URLSearchParams({ ...(of.spanId && { span: of.spanId }), comment: of.commentId });
    await enqueueFor(tx, {
      projectId: ctx.project.id,
      channelId: channel.id,
      kind: "comment.mention",
      payload: {
        type: "comment.mention",
        title: `${ctx.actor.name} mentioned ${handle} in a comment`,
        project: ctx.project.slug,
        path: `/p/${ctx.project.slug}/traces/${of.traceId}?${query}`,
        at: ctx.now().toISOString(),
        severity: "info",
        recipients: [email],
      },
      now: ctx.now(),
      change: `mention ${of.commentId} ${id}`,
    });
  }
}
