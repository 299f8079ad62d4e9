import { Download, EyeOff } from "lucide-react";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { AuditFilters } from "@/components/audit/audit-filters";
import { auditJsonPath } from "@/components/audit/audit-paths";
import { AuditTable } from "@/components/audit/audit-table";
import { queryOfView } from "@/components/audit/query-of-view";
import { PageHeader } from "@/components/shell/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { auditQuerySchema } from "@/lib/audit/document";
import { listActors } from "@/lib/audit/list-actors";
import { listAudit } from "@/lib/audit/list-audit";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { parseQuery } from "@/lib/http/query";
import { resolveRange } from "@/lib/time/range";

import { loadAuditParams } from "./search-params";

interface AuditPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Audit log" };

const FORMATS = [
  { format: "csv", label: "CSV" },
  { format: "jsonl", label: "JSON lines" },
] as const;

/** Who did and saw what. */
export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const { project } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadAuditParams(searchParams)]);
  const meta = "Who changed what, who read what was said in traces, and who signed in. The newest first.";
  if (!may(ctx.actor, "read_audit"))
    return (
      <>
        <PageHeader title="Audit log" meta={meta} />
        <EmptyState icon={EyeOff} title="The audit log is for compliance officers and admins">
          {whyNot(ctx.actor, "read_audit")} What you do and read is written down there.
        </EmptyState>
      </>
    );
  const query = queryOfView(view, resolveRange(view, ctx.now(), await viewerZone(view.tz)));
  const [first, actors] = await Promise.all([
    listAudit(ctx, parseQuery(auditQuerySchema, query)),
    listActors(ctx),
  ]);
  return (
    <>
      <PageHeader
        title="Audit log"
        meta={meta}
        actions={FORMATS.map(({ format, label }) => (
          <Button asChild size="s" key={format}>
            <a href={`${auditJsonPath(project)}/export?${query}&format=${format}`} download>
              <Download aria-hidden className="size-3.5" />
              {label}
            </a>
          </Button>
        ))}
      />
      <AuditFilters actors={actors} />
      <AuditTable
        // Another question is another list: what was loaded for the one before does not belong to it.
        key={query.toString()}
        projectSlug={project}
        query={query.toString()}
        first={first}
        filtered={query.size > 2}
      />
    </>
  );
}
