"use client";

import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { useFormAction } from "@/components/ui/use-form-action";

import type { Views } from "./views";

export interface SaveViewFormProps extends Pick<Views, "save" | "mayShare"> {
  query: string;
  done: (id: number) => void;
}

const schema = () => import("@/lib/views/schemas").then((one) => one.SaveView);

export function SaveViewForm({ query, mayShare, save, done }: SaveViewFormProps) {
  const form = useFormAction({
    initial: { name: "", whose: "me" },
    schema,
    inputOf: ({ name, whose }) => ({ name, query, shared: whose === "project" }),
    action: save,
    onDone: ({ id }) => done(id),
  });
  return (
    <Form of={form}>
      <TextField of={form} name="name" label="Name" required maxLength={80} autoComplete="off" />
      {mayShare && (
        <SelectField
          of={form}
          name="whose"
          label="Who sees it"
          options={[
            { value: "me", label: "Only you" },
            { value: "project", label: "Everybody in the project" },
          ]}
        />
      )}
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Save view
        </Submit>
      </FormActions>
    </Form>
  );
}
