"use client";

import { useState } from "react";

import { Notice } from "@/components/ui/notice";
import { useAction } from "@/components/ui/use-action";
import type { DiffLine } from "@/lib/drift/causes/line-diff";
import type { PromptChange } from "@/lib/drift/causes/candidate";
import { plural } from "@/lib/format/count";
import type { ActionResult } from "@/lib/http/action-result";

interface PromptDiffProps {
  change: PromptChange;
  label: string;
  read: (input: { from: string; to: string }) => Promise<ActionResult<DiffLine[]>>;
}

const TONE = { "+": "bg-ok-soft", "-": "bg-bad-soft", " ": "text-ink-2" };
const SAID = { "+": "added", "-": "removed", " ": "" };

/** The lines that differ between two prompt versions: read when they are asked for, since they are content. */
export function PromptDiff({ change: { from, to, fromLabel }, label, read }: PromptDiffProps) {
  const [lines, setLines] = useState<DiffLine[]>();
  const { pending, failure, run } = useAction(read, setLines);
  return (
    <details
      onToggle={(event) => {
        if (event.currentTarget.open && !lines) run({ from, to });
      }}
    >
      <summary className="w-fit cursor-pointer py-1 text-ink-2 hover:text-ink">
        The text of {label} against that of {fromLabel}
      </summary>
      {pending && <p className="mt-1 text-ink-3">Reading…</p>}
      {failure && (
        <Notice tone="bad" className="mt-1">
          {failure.message}
        </Notice>
      )}
      {lines && (
        <ol className="mt-1 max-h-80 overflow-auto rounded-[2px] border border-line bg-surface font-mono text-xs">
          {nearChanges(lines).map((line, index) =>
            "left" in line ? (
              <li key={index} className="px-2 py-0.5 text-ink-3">
                … {plural(line.left, "line")} as before
              </li>
            ) : (
              <li key={index} className={`flex gap-2 px-2 whitespace-pre-wrap ${TONE[line.sign]}`}>
                <span aria-hidden className="w-2 shrink-0">
                  {line.sign}
                </span>
                {SAID[line.sign] && <span className="sr-only">{SAID[line.sign]}:</span>}
                <span className="min-w-0 [overflow-wrap:anywhere]">{line.text}</span>
              </li>
            ),
          )}
        </ol>
      )}
    </details>
  );
}

const CONTEXT = 2;

/** Changed lines with two beside them; of the others, how many were left out. */
function nearChanges(lines: readonly DiffLine[]): (DiffLine | { left: number })[] {
  const isNear = (at: number): boolean =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== " ");
  const shown: (DiffLine | { left: number })[] = [];
  for (const [at, line] of lines.entries()) {
    const last = shown.at(-1);
    if (isNear(at)) shown.push(line);
    else if (last && "left" in last) last.left++;
    else shown.push({ left: 1 });
  }
  return shown;
}
