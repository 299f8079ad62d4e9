"use client";

import { useRouter } from "next/navigation";

import { Form, LongTextField, Submit } from "@/components/ui/form";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { ChangeIncident } from "@/lib/incidents/schemas";

interface CommentFormProps {
  id: string;
  change: (input: ChangeIncident) => Promise<ActionResult>;
}

const schema = () => import("@/lib/incidents/schemas").then((one) => one.ChangeIncident);
const EMPTY = { text: "" };

/** A few words at the end of the timeline. */
export function CommentForm({ id, change }: CommentFormProps) {
  const router = useRouter();
  const form = useFormAction({
    initial: EMPTY,
    schema,
    inputOf: ({ text }) => ({ id, change: "comment", text }),
    action: change,
    onDone: () => {
      form.reset(EMPTY);
      router.refresh();
    },
  });
  return (
    <Form of={form} className="grid gap-2 border-t border-line px-3.5 pt-2.5 pb-3 print:hidden">
      <LongTextField of={form} name="text" label="Comment" rows={2} maxLength={10_000} required />
      <span className="justify-self-end">
        <Submit of={form} size="s">
          Comment
        </Submit>
      </span>
    </Form>
  );
}
