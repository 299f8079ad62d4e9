import { Download, Gauge } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { pageContext } from "@/app/context";
import { BudgetTable } from "@/components/lazy-parts";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Refresh } from "@/components/ui/refresh";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { listBudgets } from "@/lib/budgets/list-budgets";

export const metadata: Metadata = { title: "Budgets" };

export default async function BudgetsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const path = consolePath(ctx.project.slug, "budgets");
  const budgets = await listBudgets(ctx);
  const editable = may(ctx.actor, "edit_budgets");
  const setOne = editable && (
    <Button asChild variant="primary" size="s">
      <Link href={`${path}/new`}>Set a budget</Link>
    </Button>
  );
  return (
    <div className="grid gap-4 p-4">
      <PageHeader
        title="Budgets"
        quiet
        actions={
          budgets.length > 0 && (
            <>
              <Button asChild size="s">
                <a href={`/api/console/${encodeURIComponent(ctx.project.slug)}/budgets/export`} download>
                  <Download aria-hidden className="size-3.5" />
                  CSV
                </a>
              </Button>
              {setOne}
            </>
          )
        }
      />
      {budgets.some(({ state }) => state === "counting") && <Refresh />}
      <Panel flush>
        {budgets.length === 0 ? (
          <EmptyState icon={Gauge} title="No ceilings yet" action={setOne || undefined}>
            A budget counts what calls cost against a limit, tells people when it runs out, and says no to
            applications that ask.
          </EmptyState>
        ) : (
          <BudgetTable budgets={budgets} path={path} />
        )}
      </Panel>
    </div>
  );
}
