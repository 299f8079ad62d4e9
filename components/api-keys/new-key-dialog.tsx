"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import type { CreateApiKey } from "@/lib/api-keys/schemas";
import type { ActionResult } from "@/lib/http/action-result";

const NewKeyForm = lazy(() => import("./new-key-form").then(({ NewKeyForm: form }) => ({ default: form })));

interface NewKeyDialogProps {
  create: (input: CreateApiKey) => Promise<ActionResult<{ key: string }>>;
}

/** Asks for name, scopes and end; then shows the key, once. */
export function NewKeyDialog({ create }: NewKeyDialogProps) {
  return (
    <FormDialog
      title="New API key"
      secret={{
        title: "The new key",
        what: "API key",
        about: "Copy it now: only its hash is stored, so it cannot be shown again.",
      }}
      trigger={
        <Button variant="primary" size="s">
          <Plus aria-hidden className="size-3.5" />
          New key
        </Button>
      }
    >
      {(done) => <NewKeyForm create={create} done={done} />}
    </FormDialog>
  );
}
