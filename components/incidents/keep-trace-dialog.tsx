"use client";

import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";

import type { KeepTraceFormProps } from "./keep-trace-form";

const KeepTraceForm = lazy(() =>
  import("./keep-trace-form").then(({ KeepTraceForm: form }) => ({ default: form })),
);

/** Keeps a trace by its id with an incident. */
export const KeepTraceDialog = ({ id, keep }: { id: string; keep: KeepTraceFormProps["keep"] }) => (
  <FormDialog
    title="Keep a trace"
    description="A copy of it as it is now stays with the incident, whatever retention does."
    trigger={<Button size="s">Keep a trace</Button>}
  >
    {(done) => <KeepTraceForm id={id} traceIds={null} keep={keep} done={() => done()} />}
  </FormDialog>
);
