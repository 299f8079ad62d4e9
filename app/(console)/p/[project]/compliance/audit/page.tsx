import { EyeOff } from "lucide-react";
import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { AuditTable } from "@/components/audit/audit-table";
import { PageHeader } from "@/components/shell/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { listAudit } from "@/lib/audit/list-audit";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";

export const metadata: Metadata = { title: "Audit log" };

/** Who did and saw what. */
export default async function AuditPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const header = (
    <PageHeader title="Audit log" meta="What people, keys and the system did, the newest first." />
  );
  if (!may(ctx.actor, "read_audit"))
    return (
      <>
        {header}
        <EmptyState icon={EyeOff} title="The audit log is for compliance and admins">
          {whyNot(ctx.actor, "read_audit")}
        </EmptyState>
      </>
    );
  return (
    <>
      {header}
      <Panel flush>
        <AuditTable entries={await listAudit(ctx)} />
      </Panel>
    </>
  );
}
