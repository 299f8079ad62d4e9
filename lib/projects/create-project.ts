import type { Sql } from "postgres";

import { columns, database } from "@/db/drizzle";
import { asPerson } from "@/db/person";
import { projects } from "@/db/schema/projects";
import { memberships } from "@/db/schema/users";
import { record } from "@/lib/audit/record";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { listProjects } from "./list-projects";
import { CreateProject } from "./schemas";

/**
 * Makes a project with its maker as admin. Whoever is admin of some project may.
 * @param retentionDays the instance's default
 * @throws Failure forbidden, bad_request, conflict (the slug is taken: path "slug")
 */
export async function createProject(
  {
    sql,
    user,
    now,
    retentionDays,
  }: { sql: Sql; user: { id: number; name: string }; now: () => Date; retentionDays: number },
  input: CreateProject,
): Promise<{ slug: string }> {
  const { name, slug } = parse(CreateProject, input);
  const mine = await listProjects({ sql, userId: user.id });
  if (!mine.some((project) => project.role === "admin")) {
    throw new Failure("forbidden", "Only admins of a project may make another one.");
  }
  await asPerson(sql, user.id, async (tx) => {
    const [project] = await database(tx)
      .insert(projects)
      .values({ slug, name, retentionDays })
      .onConflictDoNothing({ target: projects.slug })
      .returning(columns(projects, "id", "slug", "shardKeys", "retentionDays"));
    if (!project) {
      const message = `The address “${slug}” is taken; choose another.`;
      throw new Failure("conflict", message, { details: [{ path: "slug", message }] });
    }
    // From here on the transaction is the new project's.
    await tx.unsafe(`set local app.project_id = '${Number(project.id)}'`);
    await database(tx).insert(memberships).values({ projectId: project.id, userId: user.id, role: "admin" });
    const actor = { kind: "user", id: user.id, name: user.name, role: "admin" } as const;
    await record(tx, { project, actor, now }, { action: "project.created", target: slug, detail: { name } });
  });
  return { slug };
}
