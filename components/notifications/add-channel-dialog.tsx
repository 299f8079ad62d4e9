"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";

import type { AddChannel } from "./channel-form";

const ChannelForm = lazy(() => import("./channel-form").then(({ ChannelForm: form }) => ({ default: form })));

/** Asks where to send; then shows, once, the secret that requests are signed with. */
export function AddChannelDialog({ add }: { add: AddChannel }) {
  return (
    <FormDialog
      title="Add a channel"
      secret={{
        title: "The channel’s secret",
        what: "secret",
        about: (
          <>
            Copy it now, it cannot be shown again. With it the receiver checks the header{" "}
            <code className="font-mono">x-recount-signature</code>.
          </>
        ),
      }}
      trigger={
        <Button variant="primary" size="s">
          <Plus aria-hidden className="size-3.5" />
          Add channel
        </Button>
      }
    >
      {(done) => <ChannelForm add={add} done={done} />}
    </FormDialog>
  );
}
