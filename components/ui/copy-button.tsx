"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { Button } from "./button";
import { IconButton } from "./icon-button";

interface CopyButtonProps {
  /** The text, or how to make it when making it is expensive. */
  text: string | (() => string);
  /** What is copied: "trace id". */
  what: string;
  /** Show the words, not only the icon. */
  labelled?: boolean;
  size?: "s" | "m";
}

/** Copies and says so, to eyes and to screen readers. */
export function CopyButton({ text, what, labelled, size = "s" }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 1600);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      setState("copied");
    } catch {
      setState("failed"); // no permission, or not a secure origin
    }
  }

  const label =
    state === "copied"
      ? "Copied"
      : state === "failed"
        ? "Could not copy: select the text instead"
        : `Copy ${what}`;
  const Icon = state === "copied" ? Check : Copy;
  return (
    <>
      {labelled ? (
        <Button size={size} onClick={() => void copy()}>
          <Icon aria-hidden className="size-3.5" />
          {label}
        </Button>
      ) : (
        <IconButton icon={Icon} label={label} size={size} onClick={() => void copy()} />
      )}
      <span aria-live="polite" className="sr-only">
        {state === "idle" ? "" : state === "copied" ? `Copied ${what}` : label}
      </span>
    </>
  );
}
