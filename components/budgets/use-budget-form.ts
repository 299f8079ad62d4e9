"use client";

import { useRouter } from "next/navigation";

import { notify } from "@/components/ui/notify";
import { useTimeZone } from "@/components/ui/time-zone";
import { useFormAction } from "@/components/ui/use-form-action";
import type { BudgetValues } from "@/lib/budgets/list-dimension-values";
import type { BudgetPreview } from "@/lib/budgets/preview-budget";
import type { BudgetInput } from "@/lib/budgets/schemas";
import type { ActionResult } from "@/lib/http/action-result";

import { budgetInput, budgetText } from "./budget-fields";

export interface BudgetFormProps {
  initial: BudgetInput;
  /** A new budget takes the viewer's zone. */
  isNew: boolean;
  words: BudgetValues;
  save: (input: BudgetInput) => Promise<ActionResult<{ id: number }>>;
  preview: (input: BudgetInput) => Promise<ActionResult<BudgetPreview>>;
  /** Address of the page of budgets. */
  path: string;
}

const schema = () => import("@/lib/budgets/schemas").then((one) => one.BudgetInput);

/** The form of a budget: what was typed, checked by the verb's own schema, saved by it. */
export function useBudgetForm({ initial, save, path }: BudgetFormProps) {
  const router = useRouter();
  const viewerZone = useTimeZone();
  return useFormAction({
    initial: budgetText(initial, viewerZone),
    schema,
    inputOf: budgetInput,
    action: save,
    onDone: ({ id }) => {
      notify.done("Budget saved");
      router.push(`${path}/${id}`);
    },
  });
}

export type BudgetFormState = ReturnType<typeof useBudgetForm>;
