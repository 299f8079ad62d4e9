"use client";

import { type ReactNode, useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";

interface EditableTextProps {
  /** What people read above it. */
  label: ReactNode;
  /** What its buttons call it: "message 2". */
  name: string;
  /** As recorded. */
  text: string;
  /** Undefined: as recorded; null: taken out. */
  edited: string | null | undefined;
  change: (edited: string | null | undefined) => void;
  /** The text as it is read. */
  children: ReactNode;
}

/** A text of a recorded call: read, edited, or taken out of what is asked. */
export function EditableText({ label, name, text, edited, change, children }: EditableTextProps) {
  const [editing, setEditing] = useState(false);
  const isOut = edited === null;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-s">
        {label}
        {edited !== undefined && <Badge tone="accent">{isOut ? "taken out" : "edited"}</Badge>}
        <span className="ml-auto flex gap-1">
          {edited !== undefined && (
            <Button
              size="s"
              variant="ghost"
              aria-label={`Undo the change of ${name}`}
              onClick={() => {
                change(undefined);
                setEditing(false);
              }}
            >
              Undo
            </Button>
          )}
          {!editing && !isOut && (
            <Button size="s" variant="ghost" aria-label={`Edit ${name}`} onClick={() => setEditing(true)}>
              Edit
            </Button>
          )}
          {!isOut && (
            <Button size="s" variant="ghost" aria-label={`Take out ${name}`} onClick={() => change(null)}>
              Take out
            </Button>
          )}
        </span>
      </div>
      {editing && !isOut ? (
        <Textarea
          aria-label={`Text of ${name}`}
          autoFocus
          value={edited ?? text}
          onChange={({ target }) => change(target.value === text ? undefined : target.value)}
          className="font-mono"
        />
      ) : (
        <div className={isOut ? "text-s text-ink-3 line-through" : "text-s"}>{children}</div>
      )}
    </>
  );
}
