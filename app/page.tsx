import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import { consolePath } from "@/components/shell/routes";

import { NoProjects } from "./(auth)/no-projects";
import { projectsOf } from "./context";
import { requireUser } from "./session";

/** The last project that was open, else the first one. */
export default async function Home() {
  const user = await requireUser();
  const projects = await projectsOf(user.id);
  const last = (await cookies()).get("recount.project")?.value;
  const project = projects.find((candidate) => candidate.slug === last) ?? projects[0];
  if (project) redirect(consolePath(project.slug));
  return <NoProjects email={user.email} />;
}
