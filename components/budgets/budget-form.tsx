"use client";

import { useRouter } from "next/navigation";
import { useWatch } from "react-hook-form";

import { DimensionFields } from "@/components/dimensions/dimension-fields";
import { Button } from "@/components/ui/button";
import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { Panel } from "@/components/ui/panel";
import type { BudgetValues } from "@/lib/budgets/list-dimension-values";
import { BUDGET_DIMENSIONS } from "@/lib/model/figure-dimensions";

import { budgetInput, type BudgetText, WHOSE } from "./budget-fields";
import { BudgetPreview } from "./budget-preview";
import { PERIOD_OPTIONS } from "./budget-labels";
import { ThresholdFields } from "./threshold-fields";
import { type BudgetFormProps, type BudgetFormState, useBudgetForm } from "./use-budget-form";

const ZONES = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];

/** What counts, for how long, how much, and what happens when; beside it what that would have meant. */
export function BudgetForm(props: BudgetFormProps) {
  const { isNew, words, preview } = props;
  const router = useRouter();
  const form = useBudgetForm(props);
  const typed = useWatch({ control: form.control }) as BudgetText;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Form of={form}>
        <Ceiling form={form} rolling={typed.period.startsWith("rolling")} />
        <Scope form={form} words={words} one={typed.whose === "one"} />
        <Panel title="Thresholds" aside="each acts once a period">
          <ThresholdFields form={form} />
        </Panel>
        <div className="flex gap-2">
          <Submit of={form} size="l" variant="primary">
            {isNew ? "Set budget" : "Save budget"}
          </Submit>
          <Button size="l" onClick={() => router.back()}>
            Cancel
          </Button>
        </div>
      </Form>
      <BudgetPreview input={budgetInput(typed)} preview={preview} />
    </div>
  );
}

function Ceiling({ form, rolling }: { form: BudgetFormState; rolling: boolean }) {
  return (
    <Panel title="Ceiling">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          of={form}
          name="name"
          label="Name"
          required
          maxLength={120}
          placeholder="Support, per month"
        />
        <TextField
          of={form}
          name="limitUsd"
          label="Limit"
          hint="US dollars."
          required
          inputMode="decimal"
          autoComplete="off"
          placeholder="250"
          className="tabular text-right"
        />
        <SelectField of={form} name="period" label="Period" options={PERIOD_OPTIONS} />
        {!rolling && (
          <TextField
            of={form}
            name="zone"
            label="Time zone"
            hint="By whose clocks it begins."
            suggestions={["UTC", ...ZONES]}
            {...WORD}
          />
        )}
      </div>
    </Panel>
  );
}

const WORD = { autoComplete: "off", spellCheck: false, className: "font-mono" };

function Scope({ form, words, one }: { form: BudgetFormState; words: BudgetValues; one: boolean }) {
  return (
    <Panel title="Which calls count" aside="all that is given must hold">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <DimensionFields
          of={form}
          dimensions={BUDGET_DIMENSIONS}
          nameOf={(dimension) => (dimension === "prompt_version" ? "promptVersion" : dimension)}
          words={words}
        />
        <SelectField
          of={form}
          name="whose"
          label="Users"
          hint="Calls that say no user count for all users together only."
          options={WHOSE}
        />
        {one && <TextField of={form} name="user" label="User" required className="font-mono" />}
      </div>
    </Panel>
  );
}
