import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { BudgetForm } from "@/components/lazy-parts";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Notice } from "@/components/ui/notice";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listDimensionValues } from "@/lib/budgets/list-dimension-values";
import { DEFAULT_THRESHOLDS } from "@/lib/budgets/threshold";

import { previewBudgetAction, saveBudgetAction } from "../actions";

export const metadata: Metadata = { title: "Set a budget" };

export default async function NewBudgetPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const { slug } = ctx.project;
  return (
    <div className="grid max-w-320 gap-4 p-4">
      <PageHeader title="Set a budget" />
      {may(ctx.actor, "edit_budgets") ? (
        <BudgetForm
          isNew
          initial={{
            name: "",
            rolling: false,
            unit: "month",
            zone: "",
            limitUsd: "",
            thresholds: DEFAULT_THRESHOLDS.map(({ percent, actions }) => ({
              percent,
              actions: [...actions],
            })),
          }}
          words={await listDimensionValues(ctx)}
          save={saveBudgetAction.bind(null, slug, null)}
          preview={previewBudgetAction.bind(null, slug)}
          path={consolePath(slug, "budgets")}
        />
      ) : (
        <Notice>{whyNot(ctx.actor, "edit_budgets")}</Notice>
      )}
    </div>
  );
}
