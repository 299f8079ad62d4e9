"use client";

import { type ReactNode, Suspense, useState } from "react";

import { Button } from "./button";
import { Dialog, type DialogProps } from "./dialog";
import { FormActions } from "./form-actions";
import { SecretOnce } from "./secret-once";
import { Skeleton } from "./skeleton";

interface FormDialogProps extends Pick<DialogProps, "title" | "description" | "trigger" | "size"> {
  /** What is shown once the form has made it, and never again. */
  secret?: { title: string; what: string; about: ReactNode };
  /** The form, as a component of its own that is fetched when the dialog opens. `done` closes it, or shows the secret. */
  children: (done: (secret?: string | null) => void) => ReactNode;
}

/** A form over the page; it begins anew each time it is opened. */
export function FormDialog({ title, description, secret, children, ...rest }: FormDialogProps) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string>();
  const change = (next: boolean) => {
    setOpen(next);
    setMade(undefined);
  };
  return (
    <Dialog
      {...rest}
      title={made !== undefined && secret ? secret.title : title}
      description={made === undefined ? description : undefined}
      open={open}
      onOpenChange={change}
    >
      {made !== undefined && secret ? (
        <div className="grid gap-4">
          <SecretOnce what={secret.what} secret={made}>
            {secret.about}
          </SecretOnce>
          <FormActions>
            <Button size="l" variant="primary" onClick={() => change(false)}>
              I have copied it
            </Button>
          </FormActions>
        </div>
      ) : (
        <Suspense fallback={<Skeleton className="h-40" />}>
          {children((text) => (text ? setMade(text) : change(false)))}
        </Suspense>
      )}
    </Dialog>
  );
}
