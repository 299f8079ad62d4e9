"use client";

import { WrapText } from "lucide-react";
import { useState } from "react";

import { cn } from "./cn";
import { CopyButton } from "./copy-button";
import { IconButton } from "./icon-button";

interface CodeBlockProps {
  code: string;
  /** What it is: "request", "system prompt"; named in the copy button. */
  what?: string;
  /** Shown at the top left: a language, a file name. */
  title?: string;
  wrap?: boolean;
  className?: string;
}

/** Text as it is, in mono; nothing is highlighted that was not in it. */
export function CodeBlock({
  code,
  what = "text",
  title,
  wrap: initialWrap = true,
  className,
}: CodeBlockProps) {
  const [wrap, setWrap] = useState(initialWrap);
  return (
    <div className="group/code relative overflow-hidden rounded-m border border-line bg-sunken">
      <div className="flex h-7 items-center border-b border-line pr-0.5 pl-3 text-xs text-ink-3">
        <span className="mr-auto truncate">{title}</span>
        <IconButton
          icon={WrapText}
          label="Wrap lines"
          size="s"
          pressed={wrap}
          onClick={() => setWrap(!wrap)}
        />
        <CopyButton text={code} what={what} />
      </div>
      <pre
        tabIndex={0}
        aria-label={title ?? what}
        className={cn(
          "overflow-auto px-3 py-2 text-s -outline-offset-2",
          wrap && "break-words whitespace-pre-wrap",
          className,
        )}
      >
        {code}
      </pre>
    </div>
  );
}
