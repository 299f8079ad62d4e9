"use client";

import { useWatch } from "react-hook-form";

import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import { MEASURE, MEASURES } from "@/lib/latency/measure";
import { WINDOW_DAYS } from "@/lib/latency/objectives/schemas";
import type { ObjectiveInput } from "@/lib/latency/objectives/schemas";

import { type ObjectiveStart, objectiveInput, objectiveText } from "./objective-fields";

/** `id`: the objective to change; null: a new one. */
export type SaveObjective = (
  id: number | null,
  input: ObjectiveInput,
) => Promise<ActionResult<{ id: number }>>;

export interface ObjectiveFormProps {
  save: SaveObjective;
  /** The objective to change, or what a new one begins with. */
  initial: ObjectiveStart;
  done: () => void;
}

const schema = () => import("@/lib/latency/objectives/schemas").then((one) => one.ObjectiveInput);

const SCOPE = [
  { name: "feature", label: "Feature" },
  { name: "model", label: "Model" },
  { name: "environment", label: "Environment" },
] as const;

export function ObjectiveForm({ save, initial, done }: ObjectiveFormProps) {
  const form = useFormAction({
    initial: objectiveText(initial),
    schema,
    inputOf: objectiveInput,
    action: (input: ObjectiveInput) => save(initial.id ?? null, input),
    onDone: () => {
      done();
      notify.done("Objective saved");
    },
  });
  const measure = useWatch({ control: form.control, name: "measure" });
  return (
    <Form of={form}>
      <SelectField
        of={form}
        name="measure"
        label="What"
        hint={`of ${MEASURE[measure].many}`}
        options={MEASURES.map((value) => ({ value, label: MEASURE[value].label }))}
      />
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <TextField
          of={form}
          name="thresholdMs"
          label="Within, ms"
          inputMode="numeric"
          required
          className="tabular"
        />
        <TextField
          of={form}
          name="target"
          label="For, %"
          hint="of all of them"
          inputMode="decimal"
          required
          className="tabular"
        />
        <SelectField
          of={form}
          name="windowDays"
          label="Over the last"
          options={WINDOW_DAYS.map((value) => ({ value: String(value), label: `${value} days` }))}
        />
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        {SCOPE.map(({ name, label }) => (
          <TextField key={name} of={form} name={name} label={label} maxLength={1024} placeholder="all" />
        ))}
      </div>
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Save objective
        </Submit>
      </FormActions>
    </Form>
  );
}
