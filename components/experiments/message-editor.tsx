"use client";

import { useState } from "react";

import { LongText } from "@/components/trace/long-text";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { callText, textOfMessage, whoSaid } from "@/lib/traces/message-text";
import type { Message } from "@/lib/model/message";

interface MessageEditorProps {
  message: Message;
  /** From 1. */
  number: number;
  /** Undefined: as recorded; null: left out. */
  edited: string | null | undefined;
  change: (edited: string | null | undefined) => void;
}

/** What a message says in text; its pictures and calls stay. */
const saidIn = ({ content }: Message): string =>
  typeof content === "string"
    ? content
    : (content ?? []).flatMap((part) => (part.type === "text" ? part.text : [])).join("\n");

/** One recorded message: read, edited, or left out. */
export function MessageEditor({ message, number, edited, change }: MessageEditorProps) {
  const [editing, setEditing] = useState(false);
  const name = `message ${number}`;
  const calls = message.tool_calls ?? [];
  const isLeftOut = edited === null;
  return (
    <li className="grid gap-1 border-t border-line px-3.5 py-2.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-s">
        <span className="font-medium">{whoSaid(message.role)}</span>
        <span className="tabular text-ink-3">{number}</span>
        {edited !== undefined && <Badge tone="accent">{isLeftOut ? "left out" : "edited"}</Badge>}
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
          {!editing && !isLeftOut && (
            <Button size="s" variant="ghost" aria-label={`Edit ${name}`} onClick={() => setEditing(true)}>
              Edit
            </Button>
          )}
          {!isLeftOut && (
            <Button size="s" variant="ghost" aria-label={`Leave out ${name}`} onClick={() => change(null)}>
              Leave out
            </Button>
          )}
        </span>
      </div>
      {editing && !isLeftOut ? (
        <Textarea
          aria-label={`Text of ${name}`}
          autoFocus
          value={edited ?? saidIn(message)}
          onChange={({ target }) => change(target.value === saidIn(message) ? undefined : target.value)}
          className="font-mono"
        />
      ) : (
        <div className={isLeftOut ? "text-s text-ink-3 line-through" : "text-s"}>
          <LongText text={edited ?? textOfMessage(message)} limit={400} />
        </div>
      )}
      {calls.map((call, at) => (
        <LongText key={at} mono text={callText(call)} limit={300} className="text-ink-2" />
      ))}
    </li>
  );
}
