import type { Metadata } from "next";

import { pageContext, projectsOf } from "@/app/context";
import { requireUser } from "@/app/session";
import { ProjectForm } from "@/components/lazy-parts";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";

import { updateProjectAction } from "./actions";

export const metadata: Metadata = { title: "Project settings" };

export default async function ProjectSettingsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const { slug, retentionDays } = ctx.project;
  const mine = await projectsOf((await requireUser()).id);
  const name = mine.find((project) => project.slug === slug)?.name ?? slug;
  const editable = may(ctx.actor, "edit_project");
  return (
    <>
      {!editable && <Notice>{whyNot(ctx.actor, "edit_project")}</Notice>}
      <Panel title="Project">
        <ProjectForm
          key={`${name}-${retentionDays}`}
          slug={slug}
          name={name}
          retentionDays={retentionDays}
          editable={editable}
          save={updateProjectAction.bind(null, slug)}
        />
      </Panel>
    </>
  );
}
