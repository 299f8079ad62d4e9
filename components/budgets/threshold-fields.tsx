"use client";

import { Plus, X } from "lucide-react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import type { Action } from "@/lib/budgets/threshold";
import type { BudgetInput } from "@/lib/budgets/schemas";

import { ACTION_WORDS } from "./budget-words";

type Thresholds = BudgetInput["thresholds"];

interface ThresholdFieldsProps {
  thresholds: Thresholds;
  onChange: (thresholds: Thresholds) => void;
  error: string | undefined;
}

const ACTIONS: readonly Action[] = ["notify", "incident", "deny"];

/** Shares of the limit and what happens when they are spent. */
export function ThresholdFields({ thresholds, onChange, error }: ThresholdFieldsProps) {
  const change = (index: number, what: Partial<Thresholds[number]>) =>
    onChange(thresholds.map((one, at) => (at === index ? { ...one, ...what } : one)));
  return (
    <div className="grid gap-2">
      {thresholds.map(({ percent, actions }, index) => (
        <fieldset key={index} className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <legend className="sr-only">Threshold {index + 1}</legend>
          <label className="flex items-center gap-1.5 text-s">
            <span className="w-20">
              <Input
                type="number"
                min={1}
                max={1000}
                step="any"
                value={Number.isNaN(percent) ? "" : percent}
                onChange={(event) => change(index, { percent: event.target.valueAsNumber })}
                required
                aria-label="Percent of the limit"
                className="num"
              />
            </span>
            %
          </label>
          {ACTIONS.map((action) => (
            <Checkbox
              key={action}
              label={ACTION_WORDS[action]}
              checked={actions.includes(action)}
              onChange={(on) =>
                change(index, {
                  actions: ACTIONS.filter((one) => (one === action ? on : actions.includes(one))),
                })
              }
            />
          ))}
          <IconButton
            icon={X}
            label={`Remove the threshold at ${percent} %`}
            disabled={thresholds.length === 1}
            onClick={() => onChange(thresholds.filter((_, at) => at !== index))}
          />
        </fieldset>
      ))}
      {error && (
        <p role="alert" className="text-s text-bad">
          {error}
        </p>
      )}
      <div>
        <Button
          size="s"
          disabled={thresholds.length >= 10}
          onClick={() => onChange([...thresholds, { percent: 120, actions: ["notify"] }])}
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
