"use client";

import { Form, LongTextField, Submit } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { PromptNote } from "@/lib/prompts/schemas";

export interface NoteFormProps extends PromptNote {
  save: (input: PromptNote) => Promise<ActionResult<void>>;
  done: () => void;
}

const schema = () => import("@/lib/prompts/schemas").then((one) => one.PromptNote);

export function NoteForm({ promptId, number, note, save, done }: NoteFormProps) {
  const form = useFormAction({
    initial: { note },
    schema,
    inputOf: ({ note: text }) => ({ promptId, number, note: text }),
    action: save,
    onDone: () => {
      done();
      notify.done("Note saved");
    },
  });
  return (
    <Form of={form}>
      <LongTextField of={form} name="note" label="Note" rows={4} maxLength={2000} optional />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Save note
        </Submit>
      </FormActions>
    </Form>
  );
}
