import { Timer } from "lucide-react";
import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { JobTable } from "@/components/jobs/job-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listTaskHistory } from "@/lib/jobs/job-runs";

export const metadata: Metadata = { title: "Jobs" };

export default async function JobsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  if (!may(ctx.actor, "edit_project")) return <Notice>{whyNot(ctx.actor, "edit_project")}</Notice>;
  const tasks = await listTaskHistory(ctx);
  return (
    <Panel title="Jobs of this instance" aside="the last day" flush>
      {tasks.length === 0 ? (
        <EmptyState icon={Timer} title="Nothing has run in the last day">
          The worker runs jobs every minute: if this stays empty, it is not running.
        </EmptyState>
      ) : (
        <JobTable tasks={tasks} />
      )}
    </Panel>
  );
}
