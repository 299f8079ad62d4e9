"use client";

import { ChevronRight, CircleAlert } from "lucide-react";
import Link from "@/components/ui/link";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useRef, useState } from "react";

import { FindBox } from "@/components/find/find-box";
import { useFind } from "@/components/find/use-find";
import { FoundTerm, useFoundIn, useFoundText } from "@/components/trace/found-text";
import { tracePath } from "@/components/trace/trace-paths";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Figure } from "@/components/ui/figure";
import { KindDot } from "@/components/ui/kind-dot";
import type { ComparedPart, ComparedRow, ComparedStep, Comparison } from "@/lib/compare/compare-traces";
import { plural } from "@/lib/format/count";
import { shownName } from "@/lib/model/shown-name";

import { WordDiff } from "./word-diff";

const FIND = parseAsString.withDefault("");

interface CompareViewProps {
  projectSlug: string;
  /** Trace ids. */
  a: string;
  b: string;
  comparison: Comparison;
}

/** Two traces step by step, each beside what stands in its place; where they part is marked. */
export function CompareView({ projectSlug, a, b, comparison }: CompareViewProps) {
  const { rows, firstDivergence } = comparison;
  const first = useRef<HTMLLIElement>(null);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const [typed, setTyped] = useQueryState("find", FIND);
  const ids = useMemo(() => [...new Set([a, b])], [a, b]);
  const find = useFind(projectSlug, ids, typed);
  const [foundAt, setFoundAt] = useState(-1);
  const list = useRef<HTMLOListElement>(null);
  useFoundText(list, find.text, "steps", "found-beside");
  const toFound = (to: number) => {
    setFoundAt(to);
    setOnlyDifferent(false);
    const spanId = find.spans[to]?.spanId;
    // Once it is drawn: a step that is the same on both sides may have been left out.
    requestAnimationFrame(() =>
      list.current?.querySelector(`[data-spans~="${spanId}"]`)?.scrollIntoView({ block: "center" }),
    );
  };
  const differing = rows.filter(({ differs }) => differs).length;
  if (rows.length === 0)
    return <p className="p-4 text-ink-2">Neither trace has steps that can be set side by side.</p>;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-4 py-2 text-s max-md:px-3">
        <span>
          {firstDivergence === null
            ? `All ${plural(rows.length, "step")} say the same.`
            : `${differing} of ${plural(rows.length, "step")} differ; the first is step ${firstDivergence + 1}.`}
        </span>
        {firstDivergence !== null && (
          <Button
            size="s"
            onClick={() => first.current?.scrollIntoView({ block: "center", behavior: "instant" })}
          >
            Go to the first difference
          </Button>
        )}
        <FindBox
          label="Search within both traces"
          placeholder="Find in both"
          value={typed}
          onChange={(text) => {
            setFoundAt(-1);
            void setTyped(text);
          }}
          find={find}
          at={foundAt < find.spans.length ? foundAt : -1}
          onMove={toFound}
          className="ml-auto max-md:w-full"
        />
        {differing < rows.length && (
          <Button
            size="s"
            variant="ghost"
            aria-pressed={onlyDifferent}
            onClick={() => setOnlyDifferent(!onlyDifferent)}
          >
            {onlyDifferent ? "Show all steps" : "Show only what differs"}
          </Button>
        )}
      </div>
      <FoundTerm value={find.text}>
        <ol ref={list} aria-label="Steps side by side">
          {rows.map((row, index) =>
            onlyDifferent && !row.differs ? null : (
              <Row
                key={index}
                ref={index === firstDivergence ? first : undefined}
                row={row}
                number={index + 1}
                isFirst={index === firstDivergence}
                hrefOf={(side, step) => `${tracePath(projectSlug, side === "a" ? a : b)}?span=${step.spanId}`}
              />
            ),
          )}
        </ol>
      </FoundTerm>
    </>
  );
}

interface RowProps {
  row: ComparedRow;
  number: number;
  /** Here the two part. */
  isFirst: boolean;
  hrefOf: (side: "a" | "b", step: ComparedStep) => string;
  ref: React.Ref<HTMLLIElement> | undefined;
}

function Row({ row, number, isFirst, hrefOf, ref }: RowProps) {
  const { kind, a, b, parts } = row;
  return (
    <li
      ref={ref}
      data-spans={[a?.spanId, b?.spanId].filter(Boolean).join(" ")}
      className={cn(
        "scroll-my-16 border-b border-line",
        isFirst && "shadow-[inset_3px_0_var(--accent-fill)]",
      )}
    >
      <div className="flex items-start gap-2 px-4 pt-2 max-md:px-3">
        <span className="tabular w-6 shrink-0 pt-0.5 text-right text-s text-ink-3">{number}</span>
        <span className="pt-1">
          <KindDot kind={kind} />
        </span>
        <div className="grid min-w-0 flex-1 grid-cols-2 gap-x-4 max-md:grid-cols-1">
          <Step step={a} href={a && hrefOf("a", a)} />
          <Step step={b} href={b && hrefOf("b", b)} />
        </div>
      </div>
      {isFirst && (
        <p className="px-4 pl-16 text-s max-md:px-3">
          <Badge tone="accent">Here they part</Badge>
        </p>
      )}
      <div className="grid gap-0.5 px-4 pt-1 pb-2 pl-16 max-md:px-3">
        {a !== null &&
          b !== null &&
          parts.map((part) => <Part key={part.name} part={part} isOpen={part.differs && row.differs} />)}
        {(a === null || b === null) &&
          parts.map((part) => <Part key={part.name} part={part} isOpen={false} />)}
      </div>
    </li>
  );
}

function Step({ step, href }: { step: ComparedStep | null; href: string | null }) {
  if (step === null || href === null) return <p className="py-0.5 text-s text-ink-3">no such step</p>;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 py-0.5 text-s">
      <Link
        href={href}
        prefetch={false}
        className="block min-h-6 min-w-0 truncate leading-6 font-medium hover:underline"
      >
        {shownName(step.name)}
      </Link>
      {step.failed && (
        <span className="flex items-center gap-0.5 text-bad">
          <CircleAlert aria-hidden className="size-3" /> failed
        </span>
      )}
      <span className="flex gap-x-3 text-ink-2">
        <Figure value={step.durationMs} quantity="duration" unknown="its end is not known" />
        {(step.inputTokens !== null || step.outputTokens !== null) && (
          <span>
            <Figure value={step.inputTokens} quantity="count" /> in,{" "}
            <Figure value={step.outputTokens} quantity="count" /> out
          </span>
        )}
        {step.costUsd !== null && <Figure value={step.costUsd} quantity="usd" />}
      </span>
    </div>
  );
}

function Part({ part, isOpen }: { part: ComparedPart; isOpen: boolean }) {
  const found = useFoundIn([part.a, part.b]);
  // As somebody left it; else as it differs, or holds what is looked for.
  const [left, setLeft] = useState<boolean | null>(null);
  const open = left ?? (isOpen || found);
  return (
    <div className="min-w-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setLeft(!open)}
        className="flex min-h-6 items-center gap-1 text-s text-ink-2 hover:text-ink"
      >
        <ChevronRight aria-hidden className={cn("size-3.5", open && "rotate-90")} />
        {part.name}
        <span className={part.differs ? "text-warn" : "text-ink-3"}>
          {part.differs ? (part.a === null || part.b === null ? "on one side" : "differs") : "same"}
        </span>
      </button>
      {open && (
        <div className="mt-0.5 mb-1.5 ml-4.5 rounded-m border border-line bg-surface px-3 py-2">
          <WordDiff a={part.a} b={part.b} />
        </div>
      )}
    </div>
  );
}
