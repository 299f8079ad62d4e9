import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";

import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { listProjects } from "@/lib/projects/list-projects";
import type { SessionUser } from "@/lib/users/find-session-user";

import { currentUser, requireUser } from "./session";
import { viaOf } from "./via";
import { store } from "./store";

/** The viewer's projects, read once a request. */
export const projectsOf = cache((userId: number) => listProjects({ sql: store().sql, userId }));

/**
 * Context of a console page: the signed-in person with their role in the project. The signed-out are sent to sign in; a
 * project that is not theirs is "not found", whether it exists or not.
 */
export const pageContext = cache(async (projectSlug: string): Promise<Context> => {
  const ctx = await contextOf(await requireUser(), projectSlug);
  return ctx ?? notFound();
});

/**
 * Context of a JSON route or server action of the console.
 * @throws Failure unauthenticated, not_found (no such project, or not theirs)
 */
export async function sessionContext(projectSlug: string): Promise<Context> {
  const user = await currentUser();
  if (!user) throw new Failure("unauthenticated", "Your session has ended; sign in again.");
  const ctx = await contextOf(user, projectSlug);
  if (!ctx) throw new Failure("not_found", "There is no such project, or you are not a member of it.");
  return ctx;
}

async function contextOf(user: SessionUser, projectSlug: string): Promise<Context | null> {
  const project = (await projectsOf(user.id)).find((candidate) => candidate.slug === projectSlug);
  if (!project) return null;
  const { id, slug, shardKeys, retentionDays, role } = project;
  return {
    sql: store().sql,
    project: { id, slug, shardKeys, retentionDays },
    actor: { kind: "user", id: user.id, name: user.name || user.email, role },
    now: () => new Date(),
    via: viaOf(await headers()),
  };
}
