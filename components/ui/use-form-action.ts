"use client";

import { useCallback, useRef, useState } from "react";
import type { DefaultValues, FieldValues, Path, Resolver } from "react-hook-form";
import { useForm } from "react-hook-form";
import type { ZodType } from "zod";

import { plainWords } from "@/lib/http/plain-words";

import type { ActionFailure, ActionResult } from "@/lib/http/action-result";

import { settle, UNREACHABLE } from "./use-action";

interface FormActionOptions<Values extends FieldValues, Input, T> {
  initial: Values;
  /** The schema that the verb itself parses with. It is fetched when somebody begins to write: no page carries zod. */
  schema: () => Promise<ZodType<Input>>;
  /** What was typed, as the schema takes it; absent: as it is. */
  inputOf?: (values: Values) => unknown;
  action: (input: Input) => Promise<ActionResult<T>>;
  onDone?: (value: T, input: Input) => void;
}

/**
 * A form that is joined to a server action by the action's schema. What is wrong stands at its field, whoever found it; a refused
 * form keeps what was typed; nothing is sent twice. Draw it with `Form` and the fields of `form.tsx`.
 */
export function useFormAction<Values extends FieldValues, Input, T>(
  options: FormActionOptions<Values, Input, T>,
) {
  const { initial, schema, inputOf, action, onDone } = options;
  const resolver: Resolver<Values, unknown, Input> = async (values, context, resolverOptions) => {
    const [{ zodResolver }, loaded] = await Promise.all([import("@hookform/resolvers/zod"), schema()]);
    const check = zodResolver(loaded as ZodType<Input, FieldValues>, { error: plainWords });
    const result = await check(
      (inputOf?.(values) ?? values) as FieldValues,
      context,
      resolverOptions as never,
    );
    return result as Awaited<ReturnType<Resolver<Values, unknown, Input>>>;
  };
  const form = useForm<Values, unknown, Input>({ defaultValues: initial as DefaultValues<Values>, resolver });
  // Plain state: transitions that wait are entangled, and another form's answer would hold this one's button.
  const [pending, setPending] = useState(false);
  const sending = useRef(false);

  async function send(event: { preventDefault: () => void }) {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    setPending(true);
    await form
      .handleSubmit(async (input) => {
        const typed = form.getValues();
        const result = await settle(action(input));
        if (!result.ok) return showFailure(form, result);
        form.reset(typed);
        onDone?.(result.value, input);
      })()
      // What checks the form could not be fetched.
      .catch(() => showFailure(form, UNREACHABLE))
      .finally(() => {
        sending.current = false;
        setPending(false);
      });
  }
  const warm = useRef(false);
  return {
    control: form.control,
    setValue: form.setValue,
    reset: form.reset,
    pending,
    submit: (event: { preventDefault: () => void }) => void send(event),
    /** Fetches what checking needs, once, so that sending does not wait for it. */
    prepare: useCallback(() => {
      if (warm.current) return;
      warm.current = true;
      void Promise.all([import("@hookform/resolvers/zod"), schema()]).catch(() => {});
    }, [schema]),
  };
}

interface Shown<Values extends FieldValues, Input> {
  getValues: ReturnType<typeof useForm<Values, unknown, Input>>["getValues"];
  setError: ReturnType<typeof useForm<Values, unknown, Input>>["setError"];
}

/** The server's words at the fields they are about, the rest above them all. */
function showFailure<Values extends FieldValues, Input>(
  form: Shown<Values, Input>,
  { fields, message }: ActionFailure,
): void {
  const known = Object.entries(fields).filter(([path]) => {
    const value: unknown = form.getValues(path as Path<Values>);
    return value !== undefined && (typeof value !== "object" || Array.isArray(value));
  }) as [Path<Values>, string][];
  for (const [index, [path, text]] of known.entries())
    form.setError(path, { type: "server", message: text }, { shouldFocus: index === 0 });
  if (known.length === 0) form.setError("root.server", { type: "server", message });
}
