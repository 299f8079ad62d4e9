"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { type Control, type FieldValues, type Path, useController, useFormState } from "react-hook-form";

import { Button, type ButtonProps } from "./button";
import { Checkbox } from "./checkbox";
import { Field } from "./field";
import { Input, Textarea } from "./input";
import { Notice } from "./notice";
import { Select, type SelectOption } from "./select";

/** What `useFormAction` gives, as far as drawing needs it. */
export interface FormOf<V extends FieldValues, I> {
  control: Control<V, unknown, I>;
  pending: boolean;
  submit: (event: { preventDefault: () => void }) => void;
  prepare: () => void;
}

interface FormProps<V extends FieldValues, I> {
  of: FormOf<V, I>;
  className?: string;
  children: ReactNode;
}

/** The form itself: what is wrong with none of its fields stands above them. Before its script has come it is posted, never put into the address. */
export function Form<V extends FieldValues, I>({ of, className = "grid gap-4", children }: FormProps<V, I>) {
  const { errors } = useFormState({ control: of.control });
  const general = errors.root?.server?.message;
  return (
    <form method="post" noValidate onSubmit={of.submit} onFocus={of.prepare} className={className}>
      {general && (
        <div className="w-full">
          <Notice tone="bad" live>
            {general}
          </Notice>
        </div>
      )}
      {children}
    </form>
  );
}

/** Sends the form. @param changed only what differs from what was saved can be sent */
export function Submit<V extends FieldValues, I>({
  of,
  changed,
  ...rest
}: { of: FormOf<V, I>; changed?: boolean } & Omit<ButtonProps, "type">) {
  const { isDirty } = useFormState({ control: of.control });
  return (
    <Button
      type="submit"
      pending={of.pending}
      {...rest}
      disabled={rest.disabled === true || (changed === true && !isDirty)}
    />
  );
}

interface OfField<V extends FieldValues, I> {
  of: { control: Control<V, unknown, I> };
  name: Path<V>;
  label: string;
  hint?: ReactNode;
  optional?: boolean;
}

interface TextFieldProps<V extends FieldValues, I>
  extends OfField<V, I>, Omit<ComponentProps<"input">, "name" | "value" | "onChange"> {
  /** Words to choose from; any other may be typed. */
  suggestions?: readonly string[];
  /** What a suggested word means, where it does not say so itself. */
  wordsOf?: (suggestion: string) => string;
}

/** A line of text. */
export function TextField<V extends FieldValues, I>({
  of,
  name,
  label,
  hint,
  optional = false,
  suggestions,
  wordsOf,
  ...rest
}: TextFieldProps<V, I>) {
  const { field, fieldState } = useController({ control: of.control, name });
  const list = useId();
  const { value, disabled: _, ...bound } = field;
  return (
    <div>
      <Field label={label} hint={hint} optional={optional} error={fieldState.error?.message}>
        <Input {...rest} {...bound} value={value ?? ""} {...(suggestions ? { list } : {})} />
      </Field>
      {suggestions && (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option key={one} value={one} label={wordsOf?.(one)} />
          ))}
        </datalist>
      )}
    </div>
  );
}

interface SelectFieldProps<V extends FieldValues, I> extends OfField<V, I> {
  options: readonly SelectOption<string>[];
  className?: string;
}

/** One of a few values. */
export function SelectField<V extends FieldValues, I>({
  of,
  name,
  label,
  hint,
  options,
  className,
}: SelectFieldProps<V, I>) {
  const { field, fieldState } = useController({ control: of.control, name });
  const { value, disabled: _, ...bound } = field;
  return (
    <Field label={label} hint={hint} error={fieldState.error?.message}>
      <Select {...bound} value={String(value)} options={options} className={className} />
    </Field>
  );
}

interface CheckFieldProps<V extends FieldValues, I, T> {
  of: { control: Control<V, unknown, I> };
  name: Path<V>;
  label: string;
  options: readonly { value: T; label: ReactNode }[];
}

/** Any of a few values, kept in the order in which they are offered. */
export function ChecksField<V extends FieldValues, I, T extends string>({
  of,
  name,
  label,
  options,
}: CheckFieldProps<V, I, T>) {
  const { field, fieldState } = useController({ control: of.control, name });
  const chosen: readonly T[] = field.value;
  return (
    <fieldset className="grid gap-0.5">
      <legend className="mb-1 text-s font-medium">{label}</legend>
      {options.map(({ value, label: text }, index) => (
        <Checkbox
          key={value}
          ref={index === 0 ? field.ref : undefined}
          checked={chosen.includes(value)}
          onChange={(on) =>
            field.onChange(
              options.map((one) => one.value).filter((one) => (one === value ? on : chosen.includes(one))),
            )
          }
          label={text}
        />
      ))}
      {fieldState.error && (
        <p role="alert" className="text-s text-bad">
          {fieldState.error.message}
        </p>
      )}
    </fieldset>
  );
}

interface LongTextFieldProps<V extends FieldValues, I>
  extends OfField<V, I>, Omit<ComponentProps<"textarea">, "name" | "value" | "onChange"> {}

/** Several lines of text. */
export function LongTextField<V extends FieldValues, I>({
  of,
  name,
  label,
  hint,
  optional = false,
  ...rest
}: LongTextFieldProps<V, I>) {
  const { field, fieldState } = useController({ control: of.control, name });
  const { value, disabled: _, ...bound } = field;
  return (
    <Field label={label} hint={hint} optional={optional} error={fieldState.error?.message}>
      <Textarea {...rest} {...bound} value={value ?? ""} />
    </Field>
  );
}
