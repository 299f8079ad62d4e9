import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { JobTable } from "@/components/jobs/job-table";
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
  const idle = tasks.every(({ runs }) => runs === 0);
  return (
    <>
      {idle && (
        <Notice tone="warn">
          Nothing has run in the last day. The worker runs jobs every minute: if this stays so, it is not
          running.
        </Notice>
      )}
      <Panel title="Jobs of this instance" aside="runs and failures of the last day" flush>
        <JobTable tasks={tasks} />
      </Panel>
    </>
  );
}
