import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { BackTestPanel } from "@/components/monitors/back-test-panel";
import { describeMonitor } from "@/components/monitors/describe-monitor";
import { MonitorActions } from "@/components/monitors/monitor-actions";
import { seriesCsv } from "@/components/monitors/series-csv";
import { SeriesTable } from "@/components/monitors/series-table";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { CsvButton } from "@/components/ui/csv-button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";

import { backTestAction, deleteMonitorAction, muteMonitorAction, saveMonitorAction } from "../actions";
import { readMonitor } from "./read-monitor";

export const metadata: Metadata = { title: "Monitor" };

export default async function MonitorPage({
  params,
}: {
  params: Promise<{ project: string; monitorId: string }>;
}) {
  const { project, monitorId } = await params;
  const ctx = await pageContext(project);
  const listed = await readMonitor(ctx, monitorId);
  const { monitor, failure, series, id } = listed;
  const { slug } = ctx.project;
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader
        title={monitor.name}
        meta={describeMonitor(monitor)}
        actions={
          may(ctx.actor, "edit_monitors") && (
            <MonitorActions
              listed={listed}
              path={consolePath(slug, "monitors")}
              save={saveMonitorAction.bind(null, slug, id)}
              mute={muteMonitorAction.bind(null, slug)}
              remove={deleteMonitorAction.bind(null, slug)}
            />
          )
        }
      />
      {failure && <Notice tone="warn">{`It could not be judged: ${failure}`}</Notice>}
      <Panel
        title="Series"
        aside={
          <span className="flex items-center gap-2">
            the gravest first
            {series.length > 0 && <CsvButton name={`monitor-${id}-series`} {...seriesCsv(series)} />}
          </span>
        }
        flush
      >
        <SeriesTable series={series} monitor={monitor} />
      </Panel>
      {monitor.kind !== "silence" && (
        <BackTestPanel input={monitor} tryOut={backTestAction.bind(null, slug)} />
      )}
    </div>
  );
}
