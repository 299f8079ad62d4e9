"use client";

import { useState } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { formError } from "@/components/ui/use-action";
import { UNIT_KEYS } from "@/lib/cost/bucket-units";
import type { OwnPriceInput } from "@/lib/cost/own/schemas";
import type { OwnPrice } from "@/lib/cost/own-price";
import { SERVICE_TIERS, type ServiceTier } from "@/lib/cost/service-tier";
import type { ActionFailure } from "@/lib/http/action-result";

import { TIER_LABELS, UNIT_LABELS } from "./price-words";

interface OwnPriceFormProps {
  id: string;
  failure: ActionFailure | undefined;
  today: string;
  initial: { provider: string; model: string } & Partial<OwnPrice> & { note?: string };
  onSubmit: (input: OwnPriceInput) => void;
}

type Amounts = Partial<Record<ServiceTier, Readonly<Record<string, string>>>>;

/** For which calls, on which days, how much. An empty amount is charged as the general one: cache as input, reasoning as output. */
export function OwnPriceForm({ id, failure, today, initial, onSubmit }: OwnPriceFormProps) {
  const changes = initial.id !== undefined;
  const [said, setSaid] = useState({
    provider: initial.provider,
    model: initial.model,
    // A new price of a known model is usually meant for what is stored already too.
    validFrom: changes ? today : (initial.validFrom ?? ""),
    validTo: initial.validTo ?? "",
    note: initial.note ?? "",
  });
  const [tier, setTier] = useState<ServiceTier>("standard");
  const [amounts, setAmounts] = useState<Amounts>(initial.units ?? {});
  const set = (name: keyof typeof said) => (event: { target: { value: string } }) =>
    setSaid({ ...said, [name]: event.target.value });
  const input = (): OwnPriceInput => ({
    ...said,
    validFrom: said.validFrom || null,
    validTo: said.validTo || null,
    units: Object.fromEntries(
      SERVICE_TIERS.map((one) => [
        one,
        Object.fromEntries(Object.entries(amounts[one] ?? {}).filter(([, text]) => text.trim() !== "")),
      ]),
    ),
  });
  const fields = failure?.fields ?? {};
  const elsewhere = SERVICE_TIERS.find(
    (one) => one !== tier && Object.keys(fields).some((path) => path.startsWith(`units.${one}.`)),
  );
  const general = formError(failure) ?? (fields.units && failure?.message);
  return (
    <form
      id={id}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(input());
      }}
      className="grid gap-4"
    >
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Model" hint="A name, or its beginning and *." error={fields.model}>
          <Input value={said.model} onChange={set("model")} required maxLength={200} className="font-mono" />
        </Field>
        <Field label="Provider" hint="As on the calls; * for any." error={fields.provider}>
          <Input
            value={said.provider}
            onChange={set("provider")}
            required
            maxLength={120}
            className="font-mono"
          />
        </Field>
        <Field
          label="First day"
          optional
          hint={
            changes
              ? "From a later day on, the old price ends the day before."
              : "UTC; empty: always, also for calls of the past."
          }
          error={fields.validFrom}
        >
          <Input type="date" value={said.validFrom} onChange={set("validFrom")} />
        </Field>
        <Field
          label="Last day"
          optional
          hint="UTC, included; empty: until further notice."
          error={fields.validTo}
        >
          <Input type="date" value={said.validTo} onChange={set("validTo")} />
        </Field>
      </div>
      <fieldset className="grid gap-2">
        <legend className="mb-1 flex w-full items-center gap-3 text-s font-medium">
          <span className="mr-auto">US dollars a million tokens</span>
          <Select
            aria-label="Service tier"
            value={tier}
            onChange={setTier}
            options={SERVICE_TIERS.map((value) => ({
              value,
              label: `${TIER_LABELS[value]}${Object.values(amounts[value] ?? {}).some((text) => text !== "") && value !== "standard" ? " (set)" : ""}`,
            }))}
          />
        </legend>
        {elsewhere && (
          <p role="alert" className="text-s text-bad">
            Something is wrong in the tier {TIER_LABELS[elsewhere]}.
          </p>
        )}
        <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-3">
          {UNIT_KEYS.map((key) => (
            <Field
              key={key}
              label={UNIT_LABELS[key]}
              optional={key !== "input_mtok"}
              error={fields[`units.${tier}.${key}`]}
            >
              <Input
                value={amounts[tier]?.[key] ?? ""}
                onChange={(event) =>
                  setAmounts({ ...amounts, [tier]: { ...amounts[tier], [key]: event.target.value } })
                }
                inputMode="decimal"
                autoComplete="off"
                placeholder={key === "input_mtok" || key === "output_mtok" ? "0.00" : undefined}
                className="tabular text-right"
              />
            </Field>
          ))}
        </div>
        <p className="text-s text-ink-3">
          Empty amounts are charged as input or output; without an output amount only embeddings have a cost.
          A tier without amounts has no price: such calls stay unknown.
        </p>
      </fieldset>
      <Field label="Note" optional hint="Contract, invoice, who agreed." error={fields.note}>
        <Input value={said.note} onChange={set("note")} maxLength={500} />
      </Field>
    </form>
  );
}
