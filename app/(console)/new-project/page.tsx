import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { projectsOf } from "@/app/context";
import { requireUser } from "@/app/session";
import { AuthFrame, AuthTitle } from "@/components/account/auth-frame";
import { NewProjectForm } from "@/components/projects/new-project-form";
import { Notice } from "@/components/ui/notice";

import { createProjectAction } from "./actions";

export const metadata: Metadata = { title: "New project" };

export default async function NewProjectPage() {
  const user = await requireUser();
  const mayCreate = (await projectsOf(user.id)).some((project) => project.role === "admin");
  return (
    <AuthFrame>
      <AuthTitle title="New project">
        A project has its own traces, members, keys and retention. Nobody sees across projects.
      </AuthTitle>
      {mayCreate ? (
        <NewProjectForm create={createProjectAction} />
      ) : (
        <Notice>Only admins of a project may make another one; ask one of yours.</Notice>
      )}
      <p className="text-s">
        <Link href="/" className="text-accent hover:underline">
          Back
        </Link>
      </p>
    </AuthFrame>
  );
}
