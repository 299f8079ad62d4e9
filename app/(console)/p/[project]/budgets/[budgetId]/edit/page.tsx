import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { BudgetForm } from "@/components/lazy-parts";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Notice } from "@/components/ui/notice";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listDimensionValues } from "@/lib/budgets/list-dimension-values";

import { previewBudgetAction, saveBudgetAction } from "../../actions";
import { readBudget } from "../read-budget";

export const metadata: Metadata = { title: "Edit budget" };

export default async function EditBudgetPage({
  params,
}: {
  params: Promise<{ project: string; budgetId: string }>;
}) {
  const { project, budgetId } = await params;
  const ctx = await pageContext(project);
  const { status, input } = await readBudget(ctx, budgetId);
  const { slug } = ctx.project;
  return (
    <div className="grid max-w-320 gap-4 p-4">
      <PageHeader
        title={`Edit ${status.name}`}
        meta="Where other calls or another period count from now on, they are counted anew."
      />
      {may(ctx.actor, "edit_budgets") ? (
        <BudgetForm
          isNew={false}
          initial={input}
          words={await listDimensionValues(ctx)}
          save={saveBudgetAction.bind(null, slug, status.id)}
          preview={previewBudgetAction.bind(null, slug)}
          path={consolePath(slug, "budgets")}
        />
      ) : (
        <Notice>{whyNot(ctx.actor, "edit_budgets")}</Notice>
      )}
    </div>
  );
}
