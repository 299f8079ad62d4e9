"use client";

import { useRouter } from "next/navigation";

import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import { plural } from "@/lib/format/count";
import type { ActionResult } from "@/lib/http/action-result";
import type { PinTraces } from "@/lib/incidents/schemas";

export interface KeepTraceFormProps {
  /** Null: one of `incidents` is chosen. */
  id: string | null;
  incidents?: readonly { id: string; title: string }[];
  /** Null: one is typed. */
  traceIds: readonly string[] | null;
  keep: (input: PinTraces) => Promise<ActionResult>;
  done: () => void;
}

const schema = () => import("@/lib/incidents/schemas").then((one) => one.PinTraces);

/** Which trace to keep with which incident, as what, and why. */
export function KeepTraceForm({ id, incidents = [], traceIds, keep, done }: KeepTraceFormProps) {
  const router = useRouter();
  const form = useFormAction({
    initial: {
      id: id ?? incidents[0]?.id ?? "",
      traceIds: [...(traceIds ?? [""])],
      role: "affected" as "affected" | "healthy",
      reason: "",
    },
    schema,
    inputOf: (typed) => ({ ...typed, traceIds: typed.traceIds.map((id) => id.trim()) }),
    action: keep,
    onDone: () => {
      done();
      notify.done(`${plural(traceIds?.length ?? 1, "trace")} kept with the incident`);
      router.refresh();
    },
  });
  return (
    <Form of={form}>
      {id === null && (
        <SelectField
          of={form}
          name="id"
          label="Incident"
          options={incidents.map((one) => ({ value: one.id, label: `${one.id}: ${one.title}` }))}
        />
      )}
      {traceIds === null && (
        <TextField
          of={form}
          name="traceIds.0"
          label="Trace id"
          required
          autoFocus
          autoComplete="off"
          className="font-mono"
        />
      )}
      <SelectField
        of={form}
        name="role"
        label="It is"
        options={[
          { value: "affected", label: "affected by it" },
          { value: "healthy", label: "healthy, for comparison" },
        ]}
      />
      <TextField of={form} name="reason" label="Why this one" optional maxLength={500} />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          {(traceIds?.length ?? 1) > 1 ? "Keep traces" : "Keep trace"}
        </Submit>
      </FormActions>
    </Form>
  );
}
