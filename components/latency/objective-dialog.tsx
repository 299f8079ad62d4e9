"use client";

import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { formError, useAction } from "@/components/ui/use-action";
import type { ActionFailure, ActionResult } from "@/lib/http/action-result";
import { MEASURE, MEASURES, type Measure } from "@/lib/latency/measure";
import { type Objective, WINDOW_DAYS } from "@/lib/latency/objectives/objective";
import type { ObjectiveInput } from "@/lib/latency/objectives/schemas";

/** `id`: the objective to change; null: a new one. */
export type SaveObjective = (
  id: number | null,
  input: ObjectiveInput,
) => Promise<ActionResult<{ id: number }>>;

interface ObjectiveDialogProps {
  save: SaveObjective;
  trigger: ReactNode;
  /** The objective to change, or what a new one begins with. */
  initial: Partial<Objective> & { measure: Measure };
}

/** Sets or changes an objective. */
export function ObjectiveDialog({ save, trigger, initial }: ObjectiveDialogProps) {
  const [open, setOpen] = useState(false);
  const { pending, failure, run, clear } = useAction(save, () => {
    setOpen(false);
    notify.done("Objective saved");
  });
  const formId = `objective-${initial.id ?? "new"}`;
  return (
    <Dialog
      title={initial.id === undefined ? "Set an objective" : "Change the objective"}
      description="It judges what is stored already as well as what comes."
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        clear();
      }}
      trigger={trigger}
      footer={
        <Button size="l" type="submit" form={formId} variant="primary" pending={pending}>
          Save objective
        </Button>
      }
    >
      <ObjectiveForm
        id={formId}
        initial={initial}
        failure={failure}
        onSubmit={(input) => run(initial.id ?? null, input)}
      />
    </Dialog>
  );
}

interface ObjectiveFormProps {
  id: string;
  initial: ObjectiveDialogProps["initial"];
  failure: ActionFailure | undefined;
  onSubmit: (input: ObjectiveInput) => void;
}

function ObjectiveForm({ id, initial, failure, onSubmit }: ObjectiveFormProps) {
  const [measure, setMeasure] = useState(initial.measure);
  const [days, setDays] = useState(String(initial.windowDays ?? 28));
  const [said, setSaid] = useState({
    threshold: String(initial.thresholdMs ?? (MEASURE[initial.measure].needsStream ? 500 : 5000)),
    target: String(Number(((initial.target ?? 0.95) * 100).toFixed(4))),
    feature: initial.feature ?? "",
    model: initial.model ?? "",
    environment: initial.environment ?? "",
  });
  const set = (name: keyof typeof said) => (event: { target: { value: string } }) =>
    setSaid({ ...said, [name]: event.target.value });
  const fields = failure?.fields ?? {};
  const general = formError(failure);
  return (
    <form
      id={id}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({
          measure,
          thresholdMs: Number(said.threshold),
          // 99.9 / 100 is 0.9990000000000001.
          target: Number((Number(said.target) / 100).toFixed(6)),
          windowDays: WINDOW_DAYS.find((one) => String(one) === days) ?? 28,
          feature: said.feature,
          model: said.model,
          environment: said.environment,
        });
      }}
    >
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <Field label="What" hint={`of ${MEASURE[measure].many}`} error={fields.measure}>
        <Select
          value={measure}
          onChange={setMeasure}
          options={MEASURES.map((value) => ({ value, label: MEASURE[value].label }))}
        />
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field label="Within, ms" error={fields.thresholdMs}>
          <Input
            inputMode="numeric"
            required
            value={said.threshold}
            onChange={set("threshold")}
            className="tabular"
          />
        </Field>
        <Field label="For, %" hint="of all of them" error={fields.target}>
          <Input
            inputMode="decimal"
            required
            value={said.target}
            onChange={set("target")}
            className="tabular"
          />
        </Field>
        <Field label="Over the last" error={fields.windowDays}>
          <Select
            value={days}
            onChange={setDays}
            options={WINDOW_DAYS.map((value) => ({ value: String(value), label: `${value} days` }))}
          />
        </Field>
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field label="Feature" error={fields.feature}>
          <Input value={said.feature} onChange={set("feature")} maxLength={1024} placeholder="all" />
        </Field>
        <Field label="Model" error={fields.model}>
          <Input value={said.model} onChange={set("model")} maxLength={1024} placeholder="all" />
        </Field>
        <Field label="Environment" error={fields.environment}>
          <Input value={said.environment} onChange={set("environment")} maxLength={1024} placeholder="all" />
        </Field>
      </div>
    </form>
  );
}
