import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { ImportForm } from "@/components/monitors/import-form";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Notice } from "@/components/ui/notice";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";

import { applyMonitorsAction } from "../actions";

export const metadata: Metadata = { title: "Import monitors" };

export default async function ImportMonitorsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const { slug } = ctx.project;
  return (
    <div className="grid max-w-320 gap-4 p-4 [&>*]:min-w-0">
      <PageHeader title="Import monitors" meta="Monitors of the same name are changed, others stay." />
      {may(ctx.actor, "edit_monitors") ? (
        <ImportForm apply={applyMonitorsAction.bind(null, slug)} path={consolePath(slug, "monitors")} />
      ) : (
        <Notice>{whyNot(ctx.actor, "edit_monitors")}</Notice>
      )}
    </div>
  );
}
