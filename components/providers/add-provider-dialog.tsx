"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";

import type { AddProvider } from "./provider-form";

const ProviderForm = lazy(() =>
  import("./provider-form").then(({ ProviderForm: form }) => ({ default: form })),
);

/** Asks where calls can be run again, and with which key. */
export const AddProviderDialog = ({ add }: { add: AddProvider }) => (
  <FormDialog
    title="Add a provider"
    trigger={
      <Button variant="primary" size="s">
        <Plus aria-hidden className="size-3.5" />
        Add provider
      </Button>
    }
  >
    {(done) => <ProviderForm add={add} done={() => done()} />}
  </FormDialog>
);
