import type { ReactNode } from "react";

import { pageContext, projectsOf } from "@/app/context";
import { requireUser } from "@/app/session";
import { signOutAction } from "@/app/sign-out-action";
import { viewerZone } from "@/app/viewer-zone";
import { ROLE_LABELS } from "@/components/members/role-labels";
import { ConsoleShell } from "@/components/shell/console-shell";
import { ViewerZone } from "@/components/shell/viewer-zone";
import { countMentions } from "@/lib/comments/mentions-of-me";
import { countUnresolved } from "@/lib/incidents/count-unresolved";
import { holdsSimulated } from "@/lib/projects/holds-simulated";
import { listEnvironments } from "@/lib/projects/list-environments";

export default async function ProjectLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ project: string }>;
}) {
  const { project: slug } = await params;
  const ctx = await pageContext(slug);
  const user = await requireUser();
  const [all, environments, simulated, unresolved, mentions] = await Promise.all([
    projectsOf(user.id),
    listEnvironments(ctx),
    holdsSimulated(ctx),
    countUnresolved(ctx),
    countMentions(ctx),
  ]);
  const projects = all.map((project) => ({ slug: project.slug, name: project.name }));
  const current = all.find((project) => project.slug === slug);
  return (
    <ViewerZone server={await viewerZone()}>
      <ConsoleShell
        project={{ slug, name: current?.name ?? slug }}
        projects={projects}
        environments={environments}
        viewer={{
          name: user.name || user.email,
          email: user.email,
          role: current ? ROLE_LABELS[current.role] : "",
        }}
        mentions={mentions}
        simulated={simulated}
        counts={{ incidents: { count: unresolved.count, tone: unresolved.alert ? "bad" : "warn" } }}
        signOut={signOutAction}
      >
        {children}
      </ConsoleShell>
    </ViewerZone>
  );
}
