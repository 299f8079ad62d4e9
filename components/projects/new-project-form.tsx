"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { formError, useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";
import { slugOf } from "@/lib/projects/slug-of";

/** The address follows the name until one writes it oneself. */
export function NewProjectForm({
  create,
}: {
  create: (input: { name: string; slug: string }) => Promise<ActionResult>;
}) {
  const { pending, failure, run } = useAction(create);
  const [name, setName] = useState("");
  const [ownSlug, setOwnSlug] = useState<string>();
  const slug = ownSlug ?? slugOf(name);
  function submit(event: FormEvent) {
    event.preventDefault();
    run({ name, slug });
  }
  const general = formError(failure);
  return (
    <form method="post" onSubmit={submit} className="grid gap-3">
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <Field label="Name" error={failure?.fields.name}>
        <Input
          value={name}
          onChange={(e) => setName(e.target.value)}
          required
          autoFocus
          maxLength={120}
          className="h-8!"
        />
      </Field>
      <Field
        label="Address"
        hint={<>/p/{slug || "…"}: part of every link, so it stays.</>}
        error={failure?.fields.slug}
      >
        <Input
          value={slug}
          onChange={(e) => setOwnSlug(e.target.value)}
          required
          maxLength={63}
          spellCheck={false}
          autoCapitalize="off"
          className="h-8! font-mono"
        />
      </Field>
      <Button type="submit" variant="primary" size="l" pending={pending} className="mt-1">
        Make project
      </Button>
    </form>
  );
}
