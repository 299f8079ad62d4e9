import type { Metadata } from "next";
import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { pageContext } from "@/app/context";
import { BreachTable } from "@/components/budgets/breach-table";
import { BudgetActions } from "@/components/budgets/budget-actions";
import { BudgetFacts } from "@/components/budgets/budget-facts";
import { BurnDown } from "@/components/budgets/burn-down";
import { PastPeriods, Raises } from "@/components/budgets/past-tables";
import { UserTable } from "@/components/budgets/user-table";
import { changeMarks } from "@/components/charts/time-series/change-marks";
import { Refresh } from "@/components/ui/refresh";
import { PageHeader } from "@/components/shell/page-header";
import { PrintHead } from "@/components/shell/print-head";
import { PagePart } from "@/components/shell/page-part";
import { consolePath } from "@/components/shell/routes";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { budgetChanges } from "@/lib/budgets/budget-changes";
import type { BudgetDetail } from "@/lib/budgets/get-budget";
import type { Context } from "@/lib/context";

import { deleteBudgetAction, pauseBudgetAction, raiseLimitAction } from "../actions";
import { readBudget } from "./read-budget";

export const metadata: Metadata = { title: "Budget" };

export default async function BudgetPage({
  params,
}: {
  params: Promise<{ project: string; budgetId: string }>;
}) {
  const { project, budgetId } = await params;
  const ctx = await pageContext(project);
  const detail = await readBudget(ctx, budgetId);
  const { slug } = ctx.project;
  const path = consolePath(slug, "budgets");
  const { status } = detail;
  return (
    <div className="grid gap-4 p-4">
      <PageHeader
        title={status.name}
        meta={
          <>
            <Link href={path} className="text-accent underline">
              Budgets
            </Link>
            {" · "}
            {status.scope} · {status.period}
          </>
        }
        actions={
          may(ctx.actor, "edit_budgets") && (
            <BudgetActions
              status={status}
              path={path}
              raise={raiseLimitAction.bind(null, slug)}
              pause={pauseBudgetAction.bind(null, slug)}
              remove={deleteBudgetAction.bind(null, slug)}
            />
          )
        }
      />
      {status.state === "counting" && <Refresh />}
      <PrintHead
        title={`Budget ${status.name}`}
        project={slug}
        range={{ from: status.periodStartIso, to: status.periodEndIso }}
        narrowed={[status.scope, status.period]}
        by={ctx.actor.name}
        at={ctx.now()}
      />
      <BudgetFacts status={status} thresholds={detail.input.thresholds} />
      {status.everyUser ? (
        <Panel title="Users nearest the ceiling" aside="the first hundred" flush>
          {detail.users.length === 0 ? (
            <Nothing>
              No user has spent anything in this period. Calls count for a user when they say one: the
              attribute user.id.
            </Nothing>
          ) : (
            <UserTable
              users={detail.users}
              tracesPath={consolePath(slug, "traces")}
              warnAt={Math.min(1, ...detail.input.thresholds.map(({ percent }) => percent / 100))}
            />
          )}
        </Panel>
      ) : (
        <PagePart
          title="The course of this period"
          meanwhile={<BurnDown detail={detail} traces={tracesHref(slug, detail)} />}
        >
          <MarkedBurnDown ctx={ctx} detail={detail} />
        </PagePart>
      )}
      <Panel how="how-to/set-budgets#who-is-told" title="Thresholds reached" aside="the last hundred" flush>
        {detail.breaches.length === 0 ? (
          <Nothing>None so far. Each threshold is noted here once a period.</Nothing>
        ) : (
          <BreachTable
            breaches={detail.breaches}
            everyUser={status.everyUser}
            tracesPath={consolePath(slug, "traces")}
          />
        )}
      </Panel>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {detail.past.length > 0 && (
          <Panel title="Periods before" flush>
            <PastPeriods past={detail.past} limitUsd={detail.input.limitUsd} zone={detail.input.zone} />
          </Panel>
        )}
        {detail.raises.length > 0 && (
          <Panel title="Raised limits" flush>
            <Raises raises={detail.raises} />
          </Panel>
        )}
      </div>
    </div>
  );
}

/** The course with what changed on its way. Changes take longer to find than the sums: the chart stands there without them first. */
async function MarkedBurnDown({ ctx, detail }: { ctx: Context; detail: BudgetDetail }) {
  const { slug } = ctx.project;
  const changes = await budgetChanges(ctx, detail);
  const marks = changeMarks(changes, (words) => tracesHref(slug, detail, words));
  return <BurnDown detail={detail} marks={marks} traces={tracesHref(slug, detail)} />;
}

/** Traces of the period whose calls the budget counts, narrowed by further words. */
function tracesHref(
  slug: string,
  { status, input }: BudgetDetail,
  words: Record<string, string> = {},
): string {
  const { environment, feature, model, promptVersion, user } = input;
  const own = { env: environment, feature, model, prompt_version: promptVersion, user };
  const query = new URLSearchParams({ from: status.periodStartIso, to: status.periodEndIso });
  for (const [word, value] of Object.entries({ ...own, ...words })) if (value) query.set(word, value);
  return `${consolePath(slug, "traces")}?${query.toString()}`;
}

const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="px-3.5 pb-3 text-s text-ink-2">{children}</p>
);
