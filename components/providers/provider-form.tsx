"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useWatch } from "react-hook-form";

import { Form, LongTextField, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { Provider, ProviderChange, ProviderInput, ProviderKind } from "@/lib/providers/provider";

import { KIND_WORDS, USUAL_URL } from "./provider-words";

export type AddProvider = (input: ProviderInput) => Promise<ActionResult>;
export type ChangeProvider = (input: ProviderChange) => Promise<ActionResult>;

const addSchema = () => import("@/lib/providers/provider").then((one) => one.ProviderInput);
const changeSchema = () => import("@/lib/providers/provider").then((one) => one.ProviderChange);

interface Typed {
  kind: ProviderKind;
  name: string;
  baseUrl: string;
  apiKey: string;
  models: string;
}

const NEW: Typed = { kind: "openai", name: "", baseUrl: USUAL_URL.openai, apiKey: "", models: "" };

/** Empty: servers of one's own may ask for none. */
const keyOf = (typed: string): string | null => (typed.trim() === "" ? null : typed);

/** A new provider. */
export function ProviderForm({ add, done }: { add: AddProvider; done: () => void }) {
  const router = useRouter();
  const form = useFormAction({
    initial: NEW,
    schema: addSchema,
    inputOf: (typed) => ({ ...typed, apiKey: keyOf(typed.apiKey) }),
    action: add,
    onDone: () => {
      router.refresh();
      done();
      notify.done("Provider added", { description: "Test it to see whether it answers." });
    },
  });
  const kind = useWatch({ control: form.control, name: "kind" });
  const address = useWatch({ control: form.control, name: "baseUrl" });
  // The usual address of the one is no address of the other.
  useEffect(() => {
    const isUsual = Object.values(USUAL_URL).includes(address);
    if (isUsual && address !== USUAL_URL[kind]) form.setValue("baseUrl", USUAL_URL[kind]);
  }, [kind, address, form]);
  return (
    <Form of={form}>
      <SelectField
        of={form}
        name="kind"
        label="API"
        options={(Object.entries(KIND_WORDS) as [ProviderKind, string][]).map(([value, label]) => ({
          value,
          label,
        }))}
      />
      <Fields form={form} kind={kind} />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Add provider
        </Submit>
      </FormActions>
    </Form>
  );
}

interface EditFormProps {
  provider: Provider;
  change: ChangeProvider;
  done: () => void;
}

/** A provider as it is; its kind stays. */
export function EditProviderForm({ provider, change, done }: EditFormProps) {
  const router = useRouter();
  const { id, kind, name, baseUrl, models, hasKey } = provider;
  const form = useFormAction({
    initial: { kind, name, baseUrl, apiKey: "", models: models.join("\n") },
    schema: changeSchema,
    inputOf: ({ kind: _, apiKey, ...typed }) => ({
      ...typed,
      id,
      // Left empty, it stays as it is.
      ...(keyOf(apiKey) !== null && { apiKey }),
    }),
    action: change,
    onDone: () => {
      router.refresh();
      done();
      notify.done("Provider saved");
    },
  });
  return (
    <Form of={form}>
      <Fields form={form} kind={kind} kept={hasKey} />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Save provider
        </Submit>
      </FormActions>
    </Form>
  );
}

/** Either form, as far as its fields need it. */
type FormState = Pick<ReturnType<typeof useFormAction<Typed, ProviderInput, unknown>>, "control">;

function Fields({ form, kind, kept = false }: { form: object; kind: ProviderKind; kept?: boolean }) {
  const of = form as FormState;
  return (
    <>
      <TextField of={of} name="name" label="Name" required maxLength={120} placeholder="Our gateway" />
      <TextField
        of={of}
        name="baseUrl"
        label="Base address"
        hint={
          kind === "openai"
            ? "What clients are given as base URL; /chat/completions is added to it."
            : "What clients are given as base URL; /v1/messages is added to it."
        }
        type="url"
        required
        maxLength={500}
        placeholder={USUAL_URL[kind]}
        className="font-mono"
      />
      <TextField
        of={of}
        name="apiKey"
        label="API key"
        hint={
          kept
            ? "Left empty, it stays as it is. With another address it has to be given again."
            : "Sealed at once and not shown again. Leave it empty where none is asked for."
        }
        type="password"
        autoComplete="off"
        spellCheck={false}
        maxLength={1000}
        optional
        className="font-mono"
      />
      <LongTextField
        of={of}
        name="models"
        label="Models"
        hint="One a line: offered where a call is run. A test lists what the provider has."
        rows={4}
        optional
        spellCheck={false}
        className="font-mono"
      />
    </>
  );
}
