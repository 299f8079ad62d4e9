"use client";

import { lazy, type ReactNode } from "react";

import { FormDialog } from "@/components/ui/form-dialog";

import type { ObjectiveFormProps } from "./objective-form";

const ObjectiveForm = lazy(() =>
  import("./objective-form").then(({ ObjectiveForm: form }) => ({ default: form })),
);

/** Sets or changes an objective. */
export function ObjectiveDialog({
  trigger,
  ...form
}: { trigger: ReactNode } & Omit<ObjectiveFormProps, "done">) {
  return (
    <FormDialog
      title={form.initial.id === undefined ? "Set an objective" : "Change the objective"}
      description="It judges what is stored already as well as what comes."
      trigger={trigger}
    >
      {(done) => <ObjectiveForm {...form} done={() => done()} />}
    </FormDialog>
  );
}
