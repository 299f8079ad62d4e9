"use client";

import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { type Control, type FieldValues, type Path, useController } from "react-hook-form";

import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import type { Person } from "@/lib/comments/comment";

import { type MentionDraft, mentionBefore, offeredFor, withMention } from "./mention-of";

interface MentionFieldProps<V extends FieldValues, I> {
  of: { control: Control<V, unknown, I> };
  name: Path<V>;
  label: string;
  people: readonly Person[];
}

/** Several lines of Markdown in which people are named by @. */
export function MentionField<V extends FieldValues, I>({ of, name, label, people }: MentionFieldProps<V, I>) {
  const { field, fieldState } = useController({ control: of.control, name });
  const { value, disabled: _, ref, onChange, ...bound } = field;
  const area = useRef<HTMLTextAreaElement | null>(null);
  const list = useId();
  const [draft, setDraft] = useState<MentionDraft | null>(null);
  const [active, setActive] = useState(0);
  // Where the caret goes once the text is drawn.
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  const offered = draft === null ? [] : offeredFor(people, draft);
  const open = offered.length > 0;
  const look = () => {
    const { current } = area;
    setDraft(current && mentionBefore(current.value, current.selectionEnd));
    setActive(0);
  };
  const take = (person: Person | undefined) => {
    if (draft === null || person === undefined) return;
    const next = withMention(String(value ?? ""), draft, person);
    caret.current = next.caret;
    onChange(next.text);
    setDraft(null);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActive((active + step + offered.length) % offered.length);
    else if (event.key === "Enter" || event.key === "Tab") take(offered[active]);
    else if (event.key === "Escape") setDraft(null);
    else return;
    event.preventDefault();
    // Escape would close the dialog around it.
    event.nativeEvent.stopImmediatePropagation();
  };
  return (
    <div className="relative">
      <Field label={label} error={fieldState.error?.message} hint="Markdown. @ names somebody, who is told.">
        <Textarea
          {...bound}
          ref={(element: HTMLTextAreaElement | null) => {
            area.current = element;
            ref(element);
          }}
          value={String(value ?? "")}
          rows={3}
          maxLength={10_000}
          required
          aria-autocomplete="list"
          aria-controls={open ? list : undefined}
          aria-activedescendant={open ? `${list}-${active}` : undefined}
          onChange={(event) => {
            onChange(event);
            look();
          }}
          onKeyDown={onKeyDown}
          onClick={look}
          onBlur={() => {
            bound.onBlur();
            setDraft(null);
          }}
        />
      </Field>
      {open && (
        <ul
          id={list}
          role="listbox"
          aria-label="People"
          className="absolute inset-x-0 top-full z-40 -mt-5 max-h-52 overflow-y-auto rounded-m border border-line bg-surface p-1 shadow-pop"
        >
          {offered.map((person, index) => (
            <li
              key={person.id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              className={cn("truncate rounded-s px-2 py-1", index === active && "bg-accent-soft")}
              // The field keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(person)}
            >
              {person.handle}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
