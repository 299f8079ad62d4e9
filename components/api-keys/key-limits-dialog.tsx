"use client";

import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ApiKey } from "@/lib/api-keys/list-api-keys";
import type { ChangeKeyLimits } from "@/lib/api-keys/schemas";
import type { ActionResult } from "@/lib/http/action-result";

import { keyLimitsText } from "./key-limits-text";

const KeyLimitsForm = lazy(() =>
  import("./key-limits-form").then(({ KeyLimitsForm: form }) => ({ default: form })),
);

interface KeyLimitsDialogProps {
  apiKey: ApiKey;
  save: (input: ChangeKeyLimits) => Promise<ActionResult>;
}

/** Shows what holds for one key and changes it. */
export function KeyLimitsDialog({ apiKey, save }: KeyLimitsDialogProps) {
  return (
    <FormDialog
      title={`Limits of “${apiKey.name}”`}
      description="Over a limit, senders are told to come back within seconds, and exporters do. Each server process counts for itself; a change holds within 5 seconds."
      trigger={
        <Button variant="ghost" size="s" aria-label={`Limits of ${apiKey.name}: ${keyLimitsText(apiKey)}`}>
          {keyLimitsText(apiKey)}
        </Button>
      }
    >
      {(done) => <KeyLimitsForm apiKey={apiKey} save={save} done={() => done()} />}
    </FormDialog>
  );
}
