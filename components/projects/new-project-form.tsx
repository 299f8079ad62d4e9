"use client";

import { useState } from "react";
import { useWatch } from "react-hook-form";

import { Form, Submit, TextField } from "@/components/ui/form";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import { slugOf } from "@/lib/projects/slug-of";

interface NewProjectFormProps {
  create: (input: { name: string; slug: string }) => Promise<ActionResult>;
}

const schema = () => import("@/lib/projects/schemas").then(({ CreateProject }) => CreateProject);

/** The address follows the name until one writes it oneself. */
export function NewProjectForm({ create }: NewProjectFormProps) {
  const form = useFormAction({ initial: { name: "", slug: "" }, schema, action: create });
  const slug = useWatch({ control: form.control, name: "slug" });
  const [own, setOwn] = useState(false);
  return (
    <Form of={form} className="grid gap-3">
      <TextField
        of={form}
        name="name"
        label="Name"
        onInput={(event) => own || form.setValue("slug", slugOf(event.currentTarget.value))}
        required
        autoFocus
        maxLength={120}
        className="h-8!"
      />
      <TextField
        of={form}
        name="slug"
        label="Address"
        hint={<>/p/{slug || "…"}: part of every link, so it stays.</>}
        onInput={() => setOwn(true)}
        required
        maxLength={63}
        spellCheck={false}
        autoCapitalize="off"
        className="h-8! font-mono"
      />
      <Submit of={form} variant="primary" size="l" className="mt-1">
        Make project
      </Submit>
    </Form>
  );
}
