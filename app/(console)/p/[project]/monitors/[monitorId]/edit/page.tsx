import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { MonitorForm } from "@/components/lazy-parts";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Notice } from "@/components/ui/notice";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listDimensionValues } from "@/lib/budgets/list-dimension-values";
import { METRICS } from "@/lib/metrics/metric-query";

import { backTestAction, saveMonitorAction } from "../../actions";
import { readMonitor } from "../read-monitor";

export const metadata: Metadata = { title: "Edit monitor" };

export default async function EditMonitorPage({
  params,
}: {
  params: Promise<{ project: string; monitorId: string }>;
}) {
  const { project, monitorId } = await params;
  const ctx = await pageContext(project);
  const { id, monitor } = await readMonitor(ctx, monitorId);
  const { slug } = ctx.project;
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader
        title={`Edit ${monitor.name}`}
        meta="Where it asks for something else than before, what it told is over."
      />
      {may(ctx.actor, "edit_monitors") ? (
        <MonitorForm
          isNew={false}
          initial={monitor}
          metrics={METRICS}
          words={await listDimensionValues(ctx)}
          save={saveMonitorAction.bind(null, slug, id)}
          tryOut={backTestAction.bind(null, slug)}
          path={consolePath(slug, "monitors")}
        />
      ) : (
        <Notice>{whyNot(ctx.actor, "edit_monitors")}</Notice>
      )}
    </div>
  );
}
