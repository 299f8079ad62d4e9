"use client";

import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import type { Channel } from "@/lib/notify/channel";

import type { ChangeChannel } from "./channel-form";

const EditChannelForm = lazy(() =>
  import("./channel-form").then(({ EditChannelForm: form }) => ({ default: form })),
);

/** What a channel is told, where, and how often. */
export const EditChannelDialog = ({ channel, change }: { channel: Channel; change: ChangeChannel }) => (
  <FormDialog
    title={`Edit “${channel.name}”`}
    trigger={
      <Button variant="ghost" size="s" aria-label={`Edit the channel ${channel.name}`}>
        Edit
      </Button>
    }
  >
    {(done) => <EditChannelForm channel={channel} change={change} done={() => done()} />}
  </FormDialog>
);
