"use client";

import { useId } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Provider } from "@/lib/providers/provider";

/** What is typed of how a call is made, as text. */
export interface TypedCall {
  providerId: number;
  model: string;
  temperature: string;
  maxTokens: string;
  topP: string;
  seed: string;
  times: string;
}

interface CallFieldsProps {
  providers: readonly Provider[];
  typed: TypedCall;
  change: (changed: Partial<TypedCall>) => void;
  /** "Runs", "Runs of each part". */
  timesLabel: string;
  timesHint: string;
}

/** Where the call is made, by which model, with which parameters and how often. */
export function CallFields({ providers, typed, change, timesLabel, timesHint }: CallFieldsProps) {
  const models = useId();
  const provider = providers.find(({ id }) => id === typed.providerId);
  const number = (name: "temperature" | "maxTokens" | "topP" | "seed", label: string) => (
    <Field label={label}>
      <Input
        value={typed[name]}
        onChange={({ target }) => change({ [name]: target.value })}
        inputMode="decimal"
        placeholder="not sent"
        className="tabular text-right"
      />
    </Field>
  );
  return (
    <div className="grid gap-3">
      <Field label="Provider">
        <Select
          value={String(typed.providerId)}
          onChange={(id) => change({ providerId: Number(id) })}
          options={providers.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      </Field>
      <div>
        <Field label="Model">
          <Input
            value={typed.model}
            onChange={({ target }) => change({ model: target.value })}
            list={models}
            spellCheck={false}
            maxLength={200}
            className="font-mono"
          />
        </Field>
        <datalist id={models}>
          {provider?.models.map((model) => (
            <option key={model} value={model} />
          ))}
        </datalist>
      </div>
      <div className="grid grid-cols-2 gap-3">
        {number("temperature", "Temperature")}
        {number("maxTokens", "Most tokens")}
        {number("topP", "Top p")}
        {number("seed", "Seed")}
      </div>
      <Field label={timesLabel} hint={timesHint}>
        <Input
          value={typed.times}
          onChange={({ target }) => change({ times: target.value })}
          inputMode="numeric"
          className="tabular w-20! text-right"
        />
      </Field>
    </div>
  );
}
