"use client";

import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import type { Part } from "@/lib/experiments/parts";

import { PartText } from "./part-text";

interface PartListProps {
  parts: readonly Part[];
  edited: Readonly<Record<string, string | null>>;
  change: (key: string, edited: string | null | undefined) => void;
}

/** Documents and results of tools that stand in the call: each can be edited, or taken out. */
export const PartList = ({ parts, edited, change }: PartListProps) => (
  <ul className="border-t border-line">
    {parts.map((part) => (
      <PartItem
        key={part.key}
        part={part}
        edited={edited[part.key]}
        change={(next) => change(part.key, next)}
      />
    ))}
  </ul>
);

interface PartItemProps {
  part: Part;
  edited: string | null | undefined;
  change: (edited: string | null | undefined) => void;
}

function PartItem({ part, edited, change }: PartItemProps) {
  const [editing, setEditing] = useState(false);
  const isOut = edited === null;
  const name = part.label.toLowerCase();
  return (
    <li className="grid gap-1 border-b border-line px-3.5 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-s">
        <span className="font-medium">{part.label}</span>
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
          value={edited ?? part.text}
          onChange={({ target }) => change(target.value === part.text ? undefined : target.value)}
          className="font-mono"
        />
      ) : (
        <span className={isOut ? "text-s line-through" : "text-s"}>
          <PartText text={edited ?? part.text} />
        </span>
      )}
    </li>
  );
}
