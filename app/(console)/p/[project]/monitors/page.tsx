import { BellRing, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { pageContext } from "@/app/context";
import { MonitorTable } from "@/components/monitors/monitor-table";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { listMonitors } from "@/lib/monitors/list-monitors";

export const metadata: Metadata = { title: "Monitors" };

export default async function MonitorsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const path = consolePath(ctx.project.slug, "monitors");
  const monitors = await listMonitors(ctx);
  const editable = may(ctx.actor, "edit_monitors");
  const setOne = editable && (
    <Button asChild variant="primary" size="s">
      <Link href={`${path}/new`}>Set a monitor</Link>
    </Button>
  );
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader
        title="Monitors"
        quiet
        actions={
          <>
            {monitors.length > 0 && (
              <Button asChild size="s">
                <a href={`/api/console/${encodeURIComponent(ctx.project.slug)}/monitors/export`} download>
                  <Download aria-hidden className="size-3.5" />
                  YAML
                </a>
              </Button>
            )}
            {editable && (
              <Button asChild size="s">
                <Link href={`${path}/import`}>Import</Link>
              </Button>
            )}
            {monitors.length > 0 && setOne}
          </>
        }
      />
      <Panel flush>
        {monitors.length === 0 ? (
          <EmptyState icon={BellRing} title="No monitors" action={setOne || undefined}>
            A monitor compares a metric with a level, or with what is usual, and tells people when it is
            beyond. The first ones are there a minute after the first trace.
          </EmptyState>
        ) : (
          <MonitorTable monitors={monitors} path={path} />
        )}
      </Panel>
    </div>
  );
}
