"use server";

import { redirect } from "next/navigation";

import { answer } from "@/app/action";
import { currentUser } from "@/app/session";
import { store } from "@/app/store";
import { consolePath } from "@/components/shell/routes";
import { Failure } from "@/lib/errors";
import type { ActionResult } from "@/lib/http/action-result";
import { createProject } from "@/lib/projects/create-project";
import type { CreateProject } from "@/lib/projects/schemas";

/** Leads to the new project's snippets: there is nothing else to see yet. */
export async function createProjectAction(input: CreateProject): Promise<ActionResult> {
  return answer(async () => {
    const user = await currentUser();
    if (!user) throw new Failure("unauthenticated", "Your session has ended; sign in again.");
    const { sql, env } = store();
    const maker = { id: user.id, name: user.name || user.email };
    const { slug } = await createProject(
      { sql, user: maker, now: () => new Date(), retentionDays: env.retentionDays },
      input,
    );
    redirect(consolePath(slug, "getting-started"));
  });
}
