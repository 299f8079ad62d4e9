"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useWatch } from "react-hook-form";

import { ChecksField, Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { numberOrNull } from "@/components/ui/number-or-null";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { Channel, ChannelChange, ChannelInput, ChannelKind, Topic } from "@/lib/notify/channel";

import { KIND_WORDS, SEVERITY_WORDS, TOPIC_WORDS } from "./channel-words";

export type AddChannel = (input: ChannelInput) => Promise<ActionResult<{ secret: string | null }>>;
export type ChangeChannel = (input: ChannelChange) => Promise<ActionResult>;

const optionsOf = <Value extends string>(words: Record<Value, string>) =>
  (Object.entries(words) as [Value, string][]).map(([value, label]) => ({ value, label }));

const addSchema = () => import("@/lib/notify/channel").then((one) => one.ChannelInput);
const changeSchema = () => import("@/lib/notify/channel").then((one) => one.ChannelChange);

interface Typed {
  kind: ChannelKind;
  name: string;
  url: string;
  routingKey: string;
  recipients: string;
  severity: "warning" | "alert";
  topics: Topic[];
  hourlyLimit: string;
}

const NEW: Typed = {
  kind: "webhook",
  name: "",
  url: "",
  routingKey: "",
  recipients: "",
  severity: "warning",
  topics: ["budgets", "incidents"],
  hourlyLimit: "30",
};

/** What a kind asks for, and nothing of the others. @param id of the channel that is changed; absent: a new one */
function inputOf({ url, routingKey, recipients, hourlyLimit, ...typed }: Typed, id?: number): unknown {
  // What is secret is not shown: left empty, it stays.
  const secret = (text: string) => (id !== undefined && text.trim() === "" ? undefined : text);
  const target =
    typed.kind === "email"
      ? { recipients }
      : typed.kind === "pagerduty"
        ? { routingKey: secret(routingKey) }
        : { url: secret(url) };
  return { ...typed, ...target, hourlyLimit: numberOrNull(hourlyLimit), ...(id !== undefined && { id }) };
}

/** A new channel. */
export function ChannelForm({ add, done }: { add: AddChannel; done: (secret: string | null) => void }) {
  const router = useRouter();
  const form = useFormAction({
    initial: NEW,
    schema: addSchema,
    inputOf: (typed) => inputOf(typed),
    action: add,
    onDone: ({ secret }) => {
      router.refresh();
      done(secret);
      if (secret === null) notify.done("Channel added");
    },
  });
  const kind = useWatch({ control: form.control, name: "kind" });
  return (
    <Form of={form}>
      <SelectField of={form} name="kind" label="Kind" options={optionsOf(KIND_WORDS)} />
      <Fields form={form} kind={kind} />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Add channel
        </Submit>
      </FormActions>
    </Form>
  );
}

interface EditFormProps {
  channel: Channel;
  change: ChangeChannel;
  done: () => void;
}

/** A channel as it is; its kind stays. */
export function EditChannelForm({ channel, change, done }: EditFormProps) {
  const router = useRouter();
  const { id, kind, name, recipients, severity, topics, hourlyLimit } = channel;
  const form = useFormAction({
    initial: {
      ...NEW,
      kind,
      name,
      severity,
      topics,
      recipients: recipients?.join(", ") ?? "",
      hourlyLimit: String(hourlyLimit),
    },
    schema: changeSchema,
    inputOf: (typed) => inputOf(typed, id),
    action: change,
    onDone: () => {
      router.refresh();
      done();
      notify.done("Channel saved");
    },
  });
  return (
    <Form of={form}>
      <Fields form={form} kind={kind} kept />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Save channel
        </Submit>
      </FormActions>
    </Form>
  );
}

/** Either form, as far as its fields need it. */
type FormState = Pick<ReturnType<typeof useFormAction<Typed, ChannelInput, unknown>>, "control">;

function Fields({ form, kind, kept = false }: { form: object; kind: ChannelKind; kept?: boolean }) {
  const of = form as FormState;
  return (
    <>
      <TextField of={of} name="name" label="Name" required autoFocus maxLength={120} placeholder="On call" />
      <Target of={of} kind={kind} kept={kept} />
      <ChecksField of={of} name="topics" label="Tells of" options={optionsOf(TOPIC_WORDS)} />
      <SelectField of={of} name="severity" label="Severity" options={optionsOf(SEVERITY_WORDS)} />
      <TextField
        of={of}
        name="hourlyLimit"
        label="Messages an hour"
        hint="5 to 200. What is beyond is gathered into one message."
        required
        inputMode="numeric"
        className="tabular w-24 text-right"
      />
    </>
  );
}

const STAYS = "Left empty, it stays as it is.";

const URL_HINTS: Record<"slack" | "teams" | "webhook", ReactNode> = {
  webhook: "Kept secret: from now on only its server is shown. It is not followed when it redirects.",
  slack: "Of an incoming webhook. Kept secret: from now on only its server is shown.",
  teams:
    "Of the workflow “Post to a channel when a webhook request is received”. Kept secret: from now on only its server is shown.",
};

function Target({ of, kind, kept }: { of: FormState; kind: ChannelKind; kept: boolean }) {
  if (kind === "email")
    return (
      <TextField
        of={of}
        name="recipients"
        label="Recipients"
        hint="E-mail addresses, with commas between them. They see each other."
        required
        placeholder="on-call@example.org"
        className="font-mono"
      />
    );
  if (kind === "pagerduty")
    return (
      <TextField
        of={of}
        name="routingKey"
        label="Integration key"
        hint={
          kept ? STAYS : "Of an integration “Events API v2” of a service. Kept secret: it is not shown again."
        }
        required={!kept}
        autoComplete="off"
        spellCheck={false}
        maxLength={32}
        className="font-mono"
      />
    );
  return (
    <TextField
      of={of}
      name="url"
      label="Address"
      hint={kept ? STAYS : URL_HINTS[kind]}
      type="url"
      required={!kept}
      maxLength={2000}
      placeholder="https://"
      className="font-mono"
    />
  );
}
