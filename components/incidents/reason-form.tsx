"use client";

import { useRouter } from "next/navigation";

import { Form, LongTextField, Submit } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { ChangeIncident } from "@/lib/incidents/schemas";

export interface ReasonFormProps {
  id: string;
  /** What is done, for a reason. */
  what: "resolve" | "reopen";
  change: (input: ChangeIncident) => Promise<ActionResult>;
  done: () => void;
}

const WORDS = {
  resolve: {
    label: "How it ended",
    hint: "For whoever reads this later: what was done, or why nothing had to be.",
    action: "Resolve incident",
    said: "Incident resolved",
  },
  reopen: {
    label: "Why it is open again",
    hint: "The timeline keeps it.",
    action: "Open again",
    said: "Incident opened again",
  },
} as const;

const schema = () => import("@/lib/incidents/schemas").then((one) => one.ChangeIncident);

export function ReasonForm({ id, what, change, done }: ReasonFormProps) {
  const router = useRouter();
  const words = WORDS[what];
  const form = useFormAction({
    initial: { resolution: "", reason: "" },
    schema,
    inputOf: ({ resolution, reason }) =>
      what === "resolve" ? { id, change: what, resolution } : { id, change: what, reason },
    action: change,
    onDone: () => {
      done();
      notify.done(words.said);
      router.refresh();
    },
  });
  return (
    <Form of={form}>
      <LongTextField
        of={form}
        name={what === "resolve" ? "resolution" : "reason"}
        label={words.label}
        hint={words.hint}
        required
        autoFocus
        rows={3}
        maxLength={2000}
      />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          {words.action}
        </Submit>
      </FormActions>
    </Form>
  );
}
