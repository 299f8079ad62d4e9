"use client";

import { Plus, X } from "lucide-react";
import { useController, useFieldArray, useFormState } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import type { Action } from "@/lib/budgets/threshold";

import type { BudgetFormState } from "./use-budget-form";
import { ACTION_WORDS } from "./budget-labels";

const ACTIONS: readonly Action[] = ["notify", "incident", "deny"];

/** Shares of the limit and what happens when they are spent. */
export function ThresholdFields({ form: { control } }: { form: BudgetFormState }) {
  const { fields, append, remove } = useFieldArray({ control, name: "thresholds" });
  const errors = useFormState({ control }).errors.thresholds;
  const error = errors?.root?.message ?? errors?.message;
  return (
    <div className="grid gap-2">
      {fields.map(({ id }, index) => (
        <Threshold
          key={id}
          control={control}
          index={index}
          onRemove={fields.length === 1 ? undefined : () => remove(index)}
        />
      ))}
      {error && (
        <p role="alert" className="text-s text-bad">
          {error}
        </p>
      )}
      <div>
        <Button
          size="s"
          disabled={fields.length >= 10}
          onClick={() => append({ percent: "120", actions: ["notify"] })}
        >
          <Plus aria-hidden className="size-3.5" />
          Add threshold
        </Button>
      </div>
      <p className="text-s text-ink-3">
        Deny affects only applications that ask <code className="font-mono">/api/v1/budgets/check</code>{" "}
        before a call.
      </p>
    </div>
  );
}

interface ThresholdProps {
  control: BudgetFormState["control"];
  index: number;
  /** Absent: it is the only one. */
  onRemove: (() => void) | undefined;
}

function Threshold({ control, index, onRemove }: ThresholdProps) {
  const { field, fieldState } = useController({ control, name: `thresholds.${index}.percent` });
  const actions = useController({ control, name: `thresholds.${index}.actions` }).field;
  const wrong = fieldState.error?.message;
  const wrongId = `threshold-${index}-error`;
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <legend className="sr-only">Threshold {index + 1}</legend>
      <label className="flex items-center gap-1.5 text-s">
        <span className="w-20">
          <Input
            {...field}
            type="number"
            min={1}
            max={1000}
            step="any"
            required
            aria-label="Percent of the limit"
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? wrongId : undefined}
            className="num"
          />
        </span>
        %
      </label>
      {ACTIONS.map((action) => (
        <Checkbox
          key={action}
          label={ACTION_WORDS[action]}
          checked={actions.value.includes(action)}
          onChange={(on) =>
            actions.onChange(ACTIONS.filter((one) => (one === action ? on : actions.value.includes(one))))
          }
        />
      ))}
      <IconButton
        icon={X}
        label={`Remove the threshold at ${field.value} %`}
        disabled={onRemove === undefined}
        onClick={onRemove}
      />
      {wrong && (
        <p id={wrongId} role="alert" className="basis-full text-s text-bad">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}
