"use client";

import { Form, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { useFormAction } from "@/components/ui/use-form-action";
import type { SavedView } from "@/lib/views/list-views";

import type { Views } from "./views";

export interface RenameViewFormProps extends Pick<Views, "change"> {
  view: Pick<SavedView, "id" | "name">;
  done: () => void;
}

const schema = () => import("@/lib/views/schemas").then((one) => one.ChangeView);

export function RenameViewForm({ view: { id, name }, change, done }: RenameViewFormProps) {
  const form = useFormAction({
    initial: { name },
    schema,
    inputOf: (typed) => ({ id, change: "rename", name: typed.name }),
    action: change,
    onDone: done,
  });
  return (
    <Form of={form}>
      <TextField of={form} name="name" label="Name" required maxLength={80} autoComplete="off" />
      <FormActions>
        <Submit of={form} size="l" variant="primary" changed>
          Rename
        </Submit>
      </FormActions>
    </Form>
  );
}
