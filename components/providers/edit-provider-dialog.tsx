"use client";

import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import type { Provider } from "@/lib/providers/provider";

import type { ChangeProvider } from "./provider-form";

const EditProviderForm = lazy(() =>
  import("./provider-form").then(({ EditProviderForm: form }) => ({ default: form })),
);

/** Its name, address, key and models. */
export const EditProviderDialog = ({ provider, change }: { provider: Provider; change: ChangeProvider }) => (
  <FormDialog
    title={`Edit “${provider.name}”`}
    trigger={
      <Button variant="ghost" size="s" aria-label={`Edit the provider ${provider.name}`}>
        Edit
      </Button>
    }
  >
    {(done) => <EditProviderForm provider={provider} change={change} done={() => done()} />}
  </FormDialog>
);
