import type { Sql } from "postgres";

import type { Row } from "@/db/drizzle";
import { asPerson } from "@/db/person";
import type { projects } from "@/db/schema/projects";
import type { memberships } from "@/db/schema/users";

export interface ProjectOfPerson
  extends
    Row<typeof projects, "id" | "slug" | "name" | "shardKeys" | "retentionDays">,
    Row<typeof memberships, "role"> {}

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
