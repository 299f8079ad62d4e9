import type { Sql } from "postgres";

import { asPerson } from "@/db/person";
import type { Role } from "@/lib/context";

export interface ProjectOfPerson {
  id: number;
  slug: string;
  name: string;
  shardKeys: number[];
  retentionDays: number;
  role: Role;
}

/** The projects that a person belongs to, with their role in each. */
export function listProjects({ sql, userId }: { sql: Sql; userId: number }): Promise<ProjectOfPerson[]> {
  return asPerson(
    sql,
    userId,
    (tx) => tx<ProjectOfPerson[]>`
      select
        p.id, p.slug, p.name, p.shard_keys as "shardKeys", p.retention_days as "retentionDays", m.role
      from memberships m
      join projects p on p.id = m.project_id
      where m.user_id = ${userId}
      order by lower(p.name), p.id`,
  );
}
