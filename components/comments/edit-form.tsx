"use client";

import { Button } from "@/components/ui/button";
import { Form, Submit } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
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
    action: change,
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
