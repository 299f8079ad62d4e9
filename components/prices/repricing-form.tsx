"use client";

import { Form, Submit, TextField } from "@/components/ui/form";
import { useFormAction } from "@/components/ui/use-form-action";
import type { RepricingScope } from "@/lib/cost/reprice/schemas";
import type { ActionResult } from "@/lib/http/action-result";

import { repricingInput, repricingText } from "./repricing-fields";

export type PreviewRepricing = (input: RepricingScope) => Promise<ActionResult<{ id: number }>>;

interface RepricingFormProps {
  today: string;
  offer: { model: string; provider: string } | null;
  models: readonly string[];
  /** One is under way. */
  disabled: boolean;
  preview: PreviewRepricing;
  onAsked: () => void;
}

const schema = () => import("@/lib/cost/reprice/schemas").then((one) => one.RepricingScope);

/** Which calls: days in UTC, both included. */
export function RepricingForm({ today, offer, models, disabled, preview, onAsked }: RepricingFormProps) {
  const form = useFormAction({
    initial: repricingText(today, offer),
    schema,
    inputOf: repricingInput,
    action: preview,
    onDone: onAsked,
  });
  const day = { type: "date", max: today, required: true, className: "max-w-40" };
  return (
    <Form of={form} className="flex flex-wrap items-end gap-3">
      <TextField of={form} name="from" label="First day" {...day} />
      <TextField of={form} name="to" label="Last day" {...day} />
      <TextField
        of={form}
        name="model"
        label="Model"
        required
        suggestions={[...new Set(models)]}
        className="w-56 font-mono"
      />
      <TextField of={form} name="provider" label="Provider" required className="w-40 font-mono" />
      <Submit of={form} variant={offer ? "primary" : "plain"} disabled={disabled}>
        Preview
      </Submit>
      <p className="basis-full text-s text-ink-3">
        Days in UTC; * is any, also at the end of a name. A preview changes nothing.
      </p>
    </Form>
  );
}
