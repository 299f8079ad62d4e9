"use client";

import { Button } from "@/components/ui/button";
import { Form, Submit } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { Comment, Person } from "@/lib/comments/comment";

import type { CommentVerbs } from "./comments";
import { MentionField } from "./mention-field";

export interface EditFormProps {
  comment: Pick<Comment, "id" | "text">;
  people: readonly Person[];
  change: CommentVerbs["change"];
  done: () => void;
}

const schema = () => import("@/lib/comments/schemas").then((one) => one.ChangeComment);

export function EditForm({ comment: { id, text }, people, change, done }: EditFormProps) {
  const form = useFormAction({
    initial: { text },
    schema,
    inputOf: (typed) => ({ id, change: "edit", text: typed.text }),
    action: async (input) => {
      const result = await change(input);
      // Somebody deleted it meanwhile: it goes from the page, and this form with it.
      if (!result.ok && result.code === "not_found" && "text" in input)
        notify.failed("Not saved: the comment is gone", {
          description: result.message,
          action: {
            label: "Copy what you wrote",
            onClick: () => void navigator.clipboard.writeText(input.text),
          },
        });
      return result;
    },
    onDone: done,
  });
  return (
    <Form of={form} className="grid gap-2">
      <MentionField of={form} name="text" label="Comment" people={people} />
      <FormActions>
        <Button onClick={done}>Cancel</Button>
        <Submit of={form} variant="primary" changed>
          Save
        </Submit>
      </FormActions>
    </Form>
  );
}
