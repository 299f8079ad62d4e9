"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { useTimeZone } from "@/components/ui/time-zone";
import { formError, useAction } from "@/components/ui/use-action";
import type { BudgetWords } from "@/lib/budgets/list-words";
import type { BudgetPreview as Preview } from "@/lib/budgets/preview-budget";
import type { BudgetInput } from "@/lib/budgets/schemas";
import type { ActionResult } from "@/lib/http/action-result";

import { BudgetPreview } from "./budget-preview";
import { PERIOD_OPTIONS } from "./budget-words";
import { ThresholdFields } from "./threshold-fields";

interface BudgetFormProps {
  initial: BudgetInput;
  /** A new budget takes the viewer's zone. */
  isNew: boolean;
  words: BudgetWords;
  save: (input: BudgetInput) => Promise<ActionResult<{ id: number }>>;
  preview: (input: BudgetInput) => Promise<ActionResult<Preview>>;
  /** Address of the page of budgets. */
  path: string;
}

type Word = "environment" | "feature" | "model" | "promptVersion";

const ZONES = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];

/** What counts, for how long, how much, and what happens when; beside it what that would have meant. */
export function BudgetForm({ initial, isNew, words, save, preview, path }: BudgetFormProps) {
  const router = useRouter();
  const viewerZone = useTimeZone();
  const [said, setSaid] = useState<BudgetInput>(initial);
  const input = { ...said, zone: said.zone || viewerZone };
  const { pending, failure, run } = useAction(save, ({ id }) => {
    notify.done("Budget saved");
    router.push(`${path}/${id}`);
  });
  const fields = failure?.fields ?? {};
  const set = (change: Partial<BudgetInput>) => setSaid({ ...said, ...change });
  const whose = said.everyUser ? "every" : said.user ? "one" : "all";
  const [asksUser, setAsksUser] = useState(said.user !== null && said.user !== undefined);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run(input);
        }}
        className="grid gap-4"
      >
        {formError(failure) && (
          <Notice tone="bad" live>
            {formError(failure)}
          </Notice>
        )}
        <Panel title="Ceiling">
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Field label="Name" error={fields.name}>
              <Input
                value={said.name}
                onChange={(event) => set({ name: event.target.value })}
                required
                maxLength={120}
                placeholder="Support, per month"
              />
            </Field>
            <Field label="Limit" hint="US dollars." error={fields.limitUsd}>
              <Input
                value={said.limitUsd}
                onChange={(event) => set({ limitUsd: event.target.value })}
                required
                inputMode="decimal"
                autoComplete="off"
                placeholder="250"
                className="tabular text-right"
              />
            </Field>
            <Field label="Period" error={fields.unit}>
              <Select
                value={`${said.rolling ? "rolling" : "calendar"} ${said.unit}`}
                onChange={(value) => {
                  const option = PERIOD_OPTIONS.find((one) => one.value === value);
                  if (option) set({ rolling: option.rolling, unit: option.unit });
                }}
                options={PERIOD_OPTIONS}
              />
            </Field>
            {!said.rolling && (
              <Suggested
                label="Time zone"
                hint="By whose clocks it begins."
                error={fields.zone}
                value={input.zone}
                options={["UTC", ...ZONES]}
                onChange={(zone) => set({ zone })}
              />
            )}
          </div>
        </Panel>
        <Panel title="Which calls count" aside="all that is given must hold">
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {(
              [
                ["environment", "Environment", words.environment],
                ["feature", "Feature", words.feature],
                ["model", "Model", words.model],
                ["promptVersion", "Prompt version", words.prompt],
              ] as [Word, string, string[]][]
            ).map(([word, label, options]) => (
              <Suggested
                key={word}
                label={label}
                optional
                error={fields[word]}
                value={said[word] ?? ""}
                options={options}
                placeholder="any"
                onChange={(value) => set({ [word]: value === "" ? null : value })}
              />
            ))}
            <Field label="Users" hint="Calls that say no user count for all users together only.">
              <Select
                value={asksUser && whose === "all" ? "one" : whose}
                onChange={(value) => {
                  setAsksUser(value === "one");
                  set({ everyUser: value === "every", user: null });
                }}
                options={[
                  { value: "all", label: "All users together" },
                  { value: "every", label: "Each user has this ceiling" },
                  { value: "one", label: "One user" },
                ]}
              />
            </Field>
            {asksUser && !said.everyUser && (
              <Field label="User" error={fields.user}>
                <Input
                  value={said.user ?? ""}
                  onChange={(event) => set({ user: event.target.value === "" ? null : event.target.value })}
                  required
                  className="font-mono"
                />
              </Field>
            )}
          </div>
        </Panel>
        <Panel title="Thresholds" aside="each acts once a period">
          <ThresholdFields
            thresholds={said.thresholds}
            onChange={(thresholds) => set({ thresholds })}
            error={
              fields.thresholds ??
              Object.entries(fields).find(([name]) => name.startsWith("thresholds."))?.[1]
            }
          />
        </Panel>
        <div className="flex gap-2">
          <Button size="l" type="submit" variant="primary" pending={pending}>
            {isNew ? "Set budget" : "Save budget"}
          </Button>
          <Button size="l" onClick={() => router.back()}>
            Cancel
          </Button>
        </div>
      </form>
      <BudgetPreview input={input} preview={preview} />
    </div>
  );
}

interface SuggestedProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  value: string;
  options: readonly string[];
  placeholder?: string;
  onChange: (value: string) => void;
}

/** A text with suggestions: words that calls have used, and any other. */
function Suggested({ label, hint, error, optional, value, options, placeholder, onChange }: SuggestedProps) {
  const list = useId();
  return (
    <div>
      <Field label={label} hint={hint} error={error} {...(optional ? { optional } : {})}>
        <Input
          value={value}
          onChange={(event) => onChange(event.target.value)}
          list={list}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          className="font-mono"
        />
      </Field>
      <datalist id={list}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </div>
  );
}
