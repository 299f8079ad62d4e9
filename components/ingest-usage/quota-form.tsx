"use client";

import { Form, Submit, TextField } from "@/components/ui/form";
import { notify } from "@/components/ui/notify";
import { numberOrNull } from "@/components/ui/number-or-null";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";

export type SaveQuota = (input: { dailySpanQuota: number | null }) => Promise<ActionResult>;

interface QuotaFormProps {
  quota: number | null;
  editable: boolean;
  save: SaveQuota;
}

const schema = () => import("@/lib/ingest-usage/schemas").then((one) => one.ChangeQuota);

export function QuotaForm({ quota, editable, save }: QuotaFormProps) {
  const form = useFormAction({
    initial: { dailySpanQuota: quota === null ? "" : String(quota) },
    schema,
    inputOf: (typed) => ({ dailySpanQuota: numberOrNull(typed.dailySpanQuota) }),
    action: save,
    onDone: () => notify.done("Quota saved"),
  });
  return (
    <Form of={form} className="grid content-start gap-3">
      <TextField
        of={form}
        name="dailySpanQuota"
        label="Daily quota of spans"
        optional
        hint="Empty: no quota. Over it, senders are told to come back after 00:00 UTC. Spans that are sent again count again."
        type="number"
        inputMode="numeric"
        min={1}
        step={1}
        placeholder="no quota"
        disabled={!editable}
        className="max-w-48 tabular"
      />
      {editable && (
        <div>
          <Submit of={form} changed>
            Save
          </Submit>
        </div>
      )}
    </Form>
  );
}
