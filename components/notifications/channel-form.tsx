"use client";

import { useRouter } from "next/navigation";

import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { ChannelInput, ChannelKind } from "@/lib/notify/channel";

export type AddChannel = (input: ChannelInput) => Promise<ActionResult<{ secret: string | null }>>;

const KINDS: { value: ChannelKind; label: string }[] = [
  { value: "webhook", label: "Webhook: JSON, signed" },
  { value: "slack", label: "Slack, or what takes its messages" },
];

const schema = () => import("@/lib/notify/channel").then((one) => one.ChannelInput);

export function ChannelForm({ add, done }: { add: AddChannel; done: (secret: string | null) => void }) {
  const router = useRouter();
  const form = useFormAction({
    initial: { kind: "webhook" as ChannelKind, name: "", url: "" },
    schema,
    action: add,
    onDone: ({ secret }) => {
      router.refresh();
      done(secret);
      if (secret === null) notify.done("Channel added");
    },
  });
  return (
    <Form of={form}>
      <SelectField of={form} name="kind" label="Kind" options={KINDS} />
      <TextField
        of={form}
        name="name"
        label="Name"
        required
        autoFocus
        maxLength={120}
        placeholder="On call"
      />
      <TextField
        of={form}
        name="url"
        label="Address"
        hint="Kept secret: from now on only its server is shown. It is not followed when it redirects."
        type="url"
        required
        maxLength={2000}
        placeholder="https://"
        className="font-mono"
      />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Add channel
        </Submit>
      </FormActions>
    </Form>
  );
}
