"use client";

import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { RepricingScope } from "@/lib/cost/reprice/schemas";

interface RepricingFormProps {
  today: string;
  offer: { model: string; provider: string } | null;
  models: readonly string[];
  pending: boolean;
  /** One is under way. */
  disabled: boolean;
  fields: Record<string, string>;
  onSubmit: (scope: RepricingScope) => void;
}

const DAY_MS = 86_400_000;
const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString();

/** Which calls: days in UTC, both included. */
export function RepricingForm({
  today,
  offer,
  models,
  pending,
  disabled,
  fields,
  onSubmit,
}: RepricingFormProps) {
  const list = useId();
  const [said, setSaid] = useState({
    from: new Date(Date.parse(today) - 30 * DAY_MS).toISOString().slice(0, 10),
    to: today,
    model: offer?.model ?? "*",
    provider: offer?.provider ?? "*",
  });
  const set = (name: keyof typeof said) => (event: { target: { value: string } }) =>
    setSaid({ ...said, [name]: event.target.value });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({
          from: new Date(said.from).toISOString(),
          to: dayAfter(said.to),
          model: said.model,
          provider: said.provider,
        });
      }}
      className="flex flex-wrap items-end gap-3"
    >
      <Field label="First day" error={fields.from}>
        <Input
          type="date"
          value={said.from}
          max={today}
          onChange={set("from")}
          required
          className="max-w-40"
        />
      </Field>
      <Field label="Last day" error={fields.to}>
        <Input type="date" value={said.to} max={today} onChange={set("to")} required className="max-w-40" />
      </Field>
      <Field label="Model" error={fields.model}>
        <Input value={said.model} onChange={set("model")} list={list} required className="w-56 font-mono" />
      </Field>
      <datalist id={list}>
        {[...new Set(models)].map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
      <Field label="Provider" error={fields.provider}>
        <Input value={said.provider} onChange={set("provider")} required className="w-40 font-mono" />
      </Field>
      <Button type="submit" variant={offer ? "primary" : "plain"} pending={pending} disabled={disabled}>
        Preview
      </Button>
      <p className="basis-full text-s text-ink-3">
        Days in UTC; * is any, also at the end of a name. A preview changes nothing.
      </p>
    </form>
  );
}
