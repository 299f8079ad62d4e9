"use client";

import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import { formatUsd } from "@/lib/format/money";

import type { RaiseFormProps } from "./raise-form";

const RaiseForm = lazy(() => import("./raise-form").then(({ RaiseForm: form }) => ({ default: form })));

interface RaiseDialogProps extends Omit<RaiseFormProps, "done"> {
  limitUsd: string;
  rolling: boolean;
}

/** A higher limit for the rest of the period, with the reason that the audit log keeps. */
export function RaiseDialog({ limitUsd, rolling, ...form }: RaiseDialogProps) {
  return (
    <FormDialog
      title="Raise the limit"
      description={
        rolling
          ? `For the length of one window from now; then ${formatUsd(limitUsd)} holds again.`
          : `For the rest of this period; the next one has ${formatUsd(limitUsd)} again.`
      }
      trigger={<Button size="s">Raise limit</Button>}
    >
      {(done) => <RaiseForm {...form} done={() => done()} />}
    </FormDialog>
  );
}
