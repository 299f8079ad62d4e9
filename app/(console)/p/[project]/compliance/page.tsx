import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { OverviewView } from "@/components/decisions/overview-view";
import { PageHeader } from "@/components/shell/page-header";
import { loadShellParams } from "@/components/shell/search-params";
import { decisionOverview } from "@/lib/decisions/overview";
import { resolveRange } from "@/lib/time/range";

export const metadata: Metadata = { title: "Compliance" };

interface CompliancePageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

/** Decisions of the range in figures. */
export default async function CompliancePage({ params, searchParams }: CompliancePageProps) {
  const { project } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadShellParams(searchParams)]);
  const { from, to } = resolveRange(view, ctx.now(), await viewerZone(view.tz));
  const overview = await decisionOverview(ctx, {
    from: from.toISOString(),
    to: to.toISOString(),
    environment: view.env,
  });
  const within = new URLSearchParams({
    since: from.toISOString().slice(0, 10),
    until: to.toISOString().slice(0, 10),
    ...(view.env !== null && { env: view.env }),
  });
  return (
    <>
      <PageHeader
        title="Compliance"
        meta="Decisions of this range, what their users reported, and what was not recorded. Figures open whole days."
      />
      <OverviewView overview={overview} projectSlug={project} within={within} />
    </>
  );
}
