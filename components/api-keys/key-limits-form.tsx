"use client";

import { Form, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ApiKey } from "@/lib/api-keys/list-api-keys";
import type { ChangeKeyLimits } from "@/lib/api-keys/schemas";
import { exactCount } from "@/lib/format/count";
import type { ActionResult } from "@/lib/http/action-result";
import { DEFAULT_REQUESTS_PER_SECOND, DEFAULT_SPANS_PER_SECOND } from "@/lib/auth/ingest-limits";

import { numberOrNull } from "@/components/ui/number-or-null";

interface KeyLimitsFormProps {
  apiKey: ApiKey;
  save: (input: ChangeKeyLimits) => Promise<ActionResult>;
  done: () => void;
}

const FIELDS = [
  { name: "maxSpansPerSecond", label: "Spans a second", otherwise: DEFAULT_SPANS_PER_SECOND },
  { name: "maxRequestsPerSecond", label: "Requests a second", otherwise: DEFAULT_REQUESTS_PER_SECOND },
] as const;

const schema = () => import("@/lib/api-keys/schemas").then((one) => one.ChangeKeyLimits);
const textOf = (limit: number | null): string => (limit === null ? "" : String(limit));

/** How much one key may send: empty is the default. */
export function KeyLimitsForm({ apiKey, save, done }: KeyLimitsFormProps) {
  const form = useFormAction({
    initial: {
      maxSpansPerSecond: textOf(apiKey.maxSpansPerSecond),
      maxRequestsPerSecond: textOf(apiKey.maxRequestsPerSecond),
    },
    schema,
    inputOf: (typed) => ({
      keyId: apiKey.id,
      maxSpansPerSecond: numberOrNull(typed.maxSpansPerSecond),
      maxRequestsPerSecond: numberOrNull(typed.maxRequestsPerSecond),
    }),
    action: save,
    onDone: () => {
      done();
      notify.done("Limits saved");
    },
  });
  return (
    <Form of={form}>
      {FIELDS.map(({ name, label, otherwise }, index) => (
        <TextField
          key={name}
          of={form}
          name={name}
          label={label}
          optional
          hint={`Empty: the default, ${exactCount(otherwise)}. 0: no limit.`}
          type="number"
          inputMode="numeric"
          min={0}
          step={1}
          placeholder={String(otherwise)}
          autoFocus={index === 0}
          className="max-w-48 tabular"
        />
      ))}
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Save limits
        </Submit>
      </FormActions>
    </Form>
  );
}
