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

import { backTestAction, saveMonitorAction } from "../actions";

export const metadata: Metadata = { title: "Set a monitor" };

export default async function NewMonitorPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const { slug } = ctx.project;
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader title="Set a monitor" />
      {may(ctx.actor, "edit_monitors") ? (
        <MonitorForm
          isNew
          initial={{
            kind: "threshold",
            name: "",
            metric: "error_rate",
            window: "15m",
            direction: "above",
            alert: 0.2,
            min_count: 20,
          }}
          metrics={METRICS}
          words={await listDimensionValues(ctx)}
          save={saveMonitorAction.bind(null, slug, null)}
          tryOut={backTestAction.bind(null, slug)}
          path={consolePath(slug, "monitors")}
        />
      ) : (
        <Notice>{whyNot(ctx.actor, "edit_monitors")}</Notice>
      )}
    </div>
  );
}
