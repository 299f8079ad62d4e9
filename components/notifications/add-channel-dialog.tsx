"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { SecretOnce } from "@/components/ui/secret-once";
import { Select } from "@/components/ui/select";
import { formError, useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { ChannelInput, ChannelKind } from "@/lib/notify/channel";

const FORM_ID = "add-channel";
const EMPTY = { kind: "webhook" as ChannelKind, name: "", url: "" };

/** Asks where to send; then shows, once, the secret that requests are signed with. */
export function AddChannelDialog({
  add,
}: {
  add: (input: ChannelInput) => Promise<ActionResult<{ secret: string | null }>>;
}) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [said, setSaid] = useState(EMPTY);
  const change = (next: boolean) => {
    setOpen(next);
    setSecret(undefined);
    setSaid(EMPTY);
    clear();
  };
  const { pending, failure, run, clear } = useAction(add, (made) => {
    router.refresh();
    if (made.secret !== null) return setSecret(made.secret);
    setOpen(false);
    setSaid(EMPTY);
    notify.done("Channel added");
  });
  const set = (name: "name" | "url") => (event: { target: { value: string } }) =>
    setSaid({ ...said, [name]: event.target.value });
  return (
    <Dialog
      title={secret ? "The channel’s secret" : "Add a channel"}
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="primary" size="s">
          <Plus aria-hidden className="size-3.5" />
          Add channel
        </Button>
      }
      footer={
        secret ? (
          <Button size="l" variant="primary" onClick={() => change(false)}>
            I have copied it
          </Button>
        ) : (
          <Button size="l" type="submit" form={FORM_ID} variant="primary" pending={pending}>
            Add channel
          </Button>
        )
      }
    >
      {secret ? (
        <SecretOnce what="secret" secret={secret}>
          Copy it now, it cannot be shown again. With it the receiver checks the header{" "}
          <code className="font-mono">x-recount-signature</code>.
        </SecretOnce>
      ) : (
        <form
          id={FORM_ID}
          onSubmit={(event) => {
            event.preventDefault();
            run(said);
          }}
          className="grid gap-4"
        >
          {formError(failure) && (
            <Notice tone="bad" live>
              {formError(failure)}
            </Notice>
          )}
          <Field label="Kind">
            <Select
              value={said.kind}
              onChange={(kind) => setSaid({ ...said, kind })}
              options={[
                { value: "webhook", label: "Webhook: JSON, signed" },
                { value: "slack", label: "Slack, or what takes its messages" },
              ]}
            />
          </Field>
          <Field label="Name" error={failure?.fields.name}>
            <Input value={said.name} onChange={set("name")} required maxLength={120} placeholder="On call" />
          </Field>
          <Field
            label="Address"
            hint="Kept secret: from now on only its server is shown. It is not followed when it redirects."
            error={failure?.fields.url}
          >
            <Input
              type="url"
              value={said.url}
              onChange={set("url")}
              required
              maxLength={2000}
              placeholder="https://"
              className="font-mono"
            />
          </Field>
        </form>
      )}
    </Dialog>
  );
}
