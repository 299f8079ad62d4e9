"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { formError, useAction } from "@/components/ui/use-action";
import type { ApiKey } from "@/lib/api-keys/list-api-keys";
import { exactCount } from "@/lib/format/count";
import type { ActionResult } from "@/lib/http/action-result";
import { DEFAULT_REQUESTS_PER_SECOND, DEFAULT_SPANS_PER_SECOND } from "@/lib/auth/ingest-limits";

import { keyLimitsText } from "./key-limits-text";

export interface KeyLimitsInput {
  keyId: number;
  maxSpansPerSecond: number | null;
  maxRequestsPerSecond: number | null;
}

interface KeyLimitsDialogProps {
  apiKey: ApiKey;
  save: (input: KeyLimitsInput) => Promise<ActionResult>;
}

const FIELDS = [
  { name: "maxSpansPerSecond", label: "Spans a second", otherwise: DEFAULT_SPANS_PER_SECOND },
  { name: "maxRequestsPerSecond", label: "Requests a second", otherwise: DEFAULT_REQUESTS_PER_SECOND },
] as const;

/** How much one key may send; shows what holds and changes it. */
export function KeyLimitsDialog({ apiKey, save }: KeyLimitsDialogProps) {
  const [open, setOpen] = useState(false);
  const textOf = (limit: number | null) => (limit === null ? "" : String(limit));
  const [wanted, setWanted] = useState({
    maxSpansPerSecond: textOf(apiKey.maxSpansPerSecond),
    maxRequestsPerSecond: textOf(apiKey.maxRequestsPerSecond),
  });
  const { pending, failure, run } = useAction(save, () => {
    setOpen(false);
    notify.done("Limits saved");
  });
  const general = formError(failure);
  const limitOf = (text: string) => (text.trim() === "" ? null : Number(text));
  const formId = `limits-of-${apiKey.id}`;
  function submit(event: FormEvent) {
    event.preventDefault();
    run({
      keyId: apiKey.id,
      maxSpansPerSecond: limitOf(wanted.maxSpansPerSecond),
      maxRequestsPerSecond: limitOf(wanted.maxRequestsPerSecond),
    });
  }
  return (
    <Dialog
      title={`Limits of “${apiKey.name}”`}
      description="Over a limit, senders are told to come back within seconds, and exporters do. Each copy of the app counts for itself; a change holds within 5 seconds."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="ghost" size="s" aria-label={`Limits of ${apiKey.name}: ${keyLimitsText(apiKey)}`}>
          {keyLimitsText(apiKey)}
        </Button>
      }
      footer={
        <Button size="l" type="submit" form={formId} variant="primary" pending={pending}>
          Save limits
        </Button>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {general && (
          <Notice tone="bad" live>
            {general}
          </Notice>
        )}
        {FIELDS.map(({ name, label, otherwise }) => (
          <Field
            key={name}
            label={label}
            optional
            error={failure?.fields[name]}
            hint={`Empty: the default, ${exactCount(otherwise)}. 0: no limit.`}
          >
            <Input
              type="number"
              inputMode="numeric"
              min={0}
              step={1}
              placeholder={String(otherwise)}
              value={wanted[name]}
              onChange={(e) => setWanted({ ...wanted, [name]: e.target.value })}
              className="max-w-48 tabular"
            />
          </Field>
        ))}
      </form>
    </Dialog>
  );
}
