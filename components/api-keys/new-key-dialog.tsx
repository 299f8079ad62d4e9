"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SecretOnce } from "@/components/ui/secret-once";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

import { NewKeyForm, type NewKeyInput } from "./new-key-form";

const FORM_ID = "new-key";

/** Asks for name, scopes and end; then shows the key, once. */
export function NewKeyDialog({
  create,
}: {
  create: (input: NewKeyInput) => Promise<ActionResult<{ key: string }>>;
}) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string>();
  const { pending, failure, run, clear } = useAction(create, ({ key }) => setMade(key));
  function change(next: boolean) {
    setOpen(next);
    setMade(undefined);
    clear();
  }
  return (
    <Dialog
      title={made ? "The new key" : "New API key"}
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="primary" size="s">
          <Plus aria-hidden className="size-3.5" />
          New key
        </Button>
      }
      footer={
        made ? (
          <Button size="l" variant="primary" onClick={() => change(false)}>
            I have copied it
          </Button>
        ) : (
          <Button size="l" type="submit" form={FORM_ID} variant="primary" pending={pending}>
            Make key
          </Button>
        )
      }
    >
      {made ? (
        <SecretOnce what="API key" secret={made}>
          Copy it now: only its hash is stored, so it cannot be shown again.
        </SecretOnce>
      ) : (
        <NewKeyForm
          id={FORM_ID}
          failure={failure}
          onSubmit={(event: FormEvent, input) => {
            event.preventDefault();
            run(input);
          }}
        />
      )}
    </Dialog>
  );
}
