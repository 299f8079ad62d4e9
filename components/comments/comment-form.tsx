"use client";

import { Form, Submit } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { useFormAction } from "@/components/ui/use-form-action";
import type { Person } from "@/lib/comments/comment";
import type { WriteComment } from "@/lib/comments/schemas";

import type { CommentVerbs } from "./comments";
import { MentionField } from "./mention-field";

export interface CommentFormProps {
  about: Omit<WriteComment, "text">;
  people: readonly Person[];
  write: CommentVerbs["write"];
  done: () => void;
}

const schema = () => import("@/lib/comments/schemas").then((one) => one.WriteComment);
const EMPTY = { text: "" };

export function CommentForm({ about, people, write, done }: CommentFormProps) {
  const form = useFormAction({
    initial: EMPTY,
    schema,
    inputOf: ({ text }) => ({ ...about, text }),
    action: write,
    onDone: () => {
      form.reset(EMPTY);
      done();
    },
  });
  return (
    <Form of={form} className="grid gap-2">
      <MentionField of={form} name="text" label="Comment" people={people} />
      <FormActions>
        <Submit of={form} variant="primary">
          Comment
        </Submit>
      </FormActions>
    </Form>
  );
}
