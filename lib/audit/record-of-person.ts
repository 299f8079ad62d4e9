import type { TransactionSql } from "postgres";

import type { Row } from "@/db/drizzle";
import type { projects } from "@/db/schema/projects";
import type { memberships } from "@/db/schema/users";
import type { Actor, Context, Via } from "@/lib/context";

import { type AuditEntry, record } from "./record";

/** Rows of it belong to no project: no page shows them, and whoever may read the database does. */
export const NO_PROJECT = { id: 0, slug: "", shardKeys: [], retentionDays: 1 } as const;

/** Somebody who has not proved who they are. */
const STRANGER = { kind: "system", name: "Somebody signed out" } as const;

export interface OfPerson {
  /** Null: no account has this address. */
  user: { id: number; name: string } | null;
  /** Whether they have proved that they are this person. */
  proved: boolean;
  now: () => Date;
  via?: Via | undefined;
}

/**
 * Writes what concerns an account, and no one project, into the audit log of every project that the account opens; of one that opens
 * none into none. As much is written for an address without an account: the time that it takes tells nothing.
 * @param tx may see one project after the other
 */
export async function recordOfPerson(
  tx: TransactionSql,
  { user, proved, now, via }: OfPerson,
  entry: AuditEntry,
): Promise<void> {
  const where = user === null ? [] : await projectsOf(tx, user.id);
  for (const { role, ...project } of where.length > 0
    ? where
    : [{ ...NO_PROJECT, role: "manager" as const }]) {
    await tx.unsafe(`set local app.project_id = '${project.id}'`);
    const actor: Actor =
      proved && user !== null ? { kind: "user", id: user.id, name: user.name, role } : STRANGER;
    const ctx: Pick<Context, "project" | "actor" | "now" | "via"> = {
      project,
      actor,
      now,
      ...(via && { via }),
    };
    await record(tx, ctx, entry);
  }
}

async function projectsOf(tx: TransactionSql, userId: number) {
  await tx.unsafe(`set local app.user_id = '${userId}'`);
  return tx<
    (Row<typeof projects, "id" | "slug" | "shardKeys" | "retentionDays"> & Row<typeof memberships, "role">)[]
  >`
    select p.id, p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays", m.role
    from memberships m
    join projects p on p.id = m.project_id
    where m.user_id = ${userId}
    order by p.id`;
}
