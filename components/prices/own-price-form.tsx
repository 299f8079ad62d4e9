"use client";

import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";
import { useFormState, useWatch } from "react-hook-form";

import { Form, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { useFormAction } from "@/components/ui/use-form-action";
import { UNIT_KEYS } from "@/lib/cost/bucket-units";
import type { OwnPriceInput } from "@/lib/cost/own/schemas";
import { SERVICE_TIERS, type ServiceTier } from "@/lib/cost/service-tier";
import type { ActionResult } from "@/lib/http/action-result";

import { isSet, priceInput, type PriceStart, priceText } from "./own-price-fields";
import { TIER_LABELS, UNIT_LABELS } from "./price-labels";
import { serializeRepriceParams } from "./search-params";

/** `id`: the price that this is a new version of; null: a new one. */
export type SavePrice = (id: number | null, input: OwnPriceInput) => Promise<ActionResult<{ id: number }>>;

interface OwnPriceFormProps {
  save: SavePrice;
  today: string;
  initial: PriceStart;
  done: () => void;
}

const schema = () => import("@/lib/cost/own/schemas").then((one) => one.OwnPriceInput);

function usePriceForm({ save, today, initial, done }: OwnPriceFormProps) {
  const router = useRouter();
  const pathname = usePathname();
  return useFormAction({
    initial: priceText(initial, today),
    schema,
    inputOf: priceInput,
    action: (input: OwnPriceInput) => save(initial.id ?? null, input),
    onDone: (_, { provider, model }) => {
      done();
      notify.done("Price saved");
      router.push(`${serializeRepriceParams(pathname, { provider, model })}#reprice`);
    },
  });
}
type PriceForm = ReturnType<typeof usePriceForm>;

/** For which calls, on which days, how much. */
export function OwnPriceForm(props: OwnPriceFormProps) {
  const form = usePriceForm(props);
  return (
    <Form of={form}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          of={form}
          name="model"
          label="Model"
          hint="A name, or its beginning and *."
          required
          autoFocus
          maxLength={200}
          className="font-mono"
        />
        <TextField
          of={form}
          name="provider"
          label="Provider"
          hint="As on the calls; * for any."
          required
          maxLength={120}
          className="font-mono"
        />
        <TextField
          of={form}
          name="validFrom"
          label="First day"
          optional
          hint={
            props.initial.id === undefined
              ? "UTC; empty: always, also for calls of the past."
              : "From a later day on, the old price ends the day before."
          }
          type="date"
        />
        <TextField
          of={form}
          name="validTo"
          label="Last day"
          optional
          hint="UTC, included; empty: until further notice."
          type="date"
        />
      </div>
      <Amounts form={form} />
      <TextField
        of={form}
        name="note"
        label="Note"
        optional
        hint="Contract, invoice, who agreed."
        maxLength={500}
      />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Save price
        </Submit>
      </FormActions>
    </Form>
  );
}

/** By service tier. An empty amount is charged as the general one: cache as input, reasoning as output. */
function Amounts({ form }: { form: PriceForm }) {
  const [tier, setTier] = useState<ServiceTier>("standard");
  const units = useWatch({ control: form.control, name: "units" });
  const { errors } = useFormState({ control: form.control });
  const elsewhere = SERVICE_TIERS.find((one) => one !== tier && errors.units?.[one] !== undefined);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 flex w-full items-center gap-3 text-s font-medium">
        <span className="mr-auto">US dollars a million tokens</span>
        <Select
          aria-label="Service tier"
          value={tier}
          onChange={setTier}
          options={SERVICE_TIERS.map((value) => ({
            value,
            label: `${TIER_LABELS[value]}${isSet(units[value]) && value !== "standard" ? " (set)" : ""}`,
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
          <TextField
            key={`${tier}.${key}`}
            of={form}
            name={`units.${tier}.${key}`}
            label={UNIT_LABELS[key]}
            optional={key !== "input_mtok"}
            inputMode="decimal"
            autoComplete="off"
            placeholder={key === "input_mtok" || key === "output_mtok" ? "0.00" : undefined}
            className="tabular text-right"
          />
        ))}
      </div>
      <p className="text-s text-ink-3">
        Empty amounts are charged as input or output; without an output amount only embeddings have a cost. A
        tier without amounts has no price: such calls stay unknown.
      </p>
    </fieldset>
  );
}
