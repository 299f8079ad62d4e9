"use client";

import { Braces, ChevronRight, Copy, Link2 } from "lucide-react";
import { useMemo, useState } from "react";

import { formatCount } from "@/lib/format/count";

import { cn } from "./cn";
import { CodeBlock } from "./code-block";
import { CopyButton } from "./copy-button";
import { IconButton } from "./icon-button";
import { type JsonRow, PAGE_SIZE, STRING_LIMIT, jsonRows, valueAt } from "./json-rows";
import { notify } from "./notify";

interface JsonViewProps {
  value: unknown;
  /** What it is: "tool result". */
  what: string;
  /** Levels open at first. */
  openDepth?: number;
  className?: string;
}

/** A JSON value as a tree that opens, with paths and values to copy, or raw. Walks only what is open. */
export function JsonView({ value, what, openDepth = 2, className }: JsonViewProps) {
  const [raw, setRaw] = useState(false);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [limits, setLimits] = useState<Readonly<Record<string, number>>>({});
  const [full, setFull] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () =>
      raw
        ? []
        : jsonRows(value, {
            isOpen: (path, depth) => depth < openDepth !== toggled.has(path),
            limitOf: (path) => limits[path] ?? PAGE_SIZE,
          }),
    [raw, value, openDepth, toggled, limits],
  );
  if (raw) {
    return (
      <div>
        <button
          type="button"
          className="mb-1 text-s text-accent hover:underline"
          onClick={() => setRaw(false)}
        >
          Show as tree
        </button>
        <CodeBlock code={JSON.stringify(value, null, 2) ?? ""} what={what} title={what} />
      </div>
    );
  }

  const flip = (path: string) => setToggled(without(toggled, path));
  return (
    <div
      className={cn(
        "relative overflow-x-auto rounded-m border border-line bg-sunken py-1 font-mono text-s",
        className,
      )}
      role="group"
      aria-label={what}
    >
      <div className="absolute top-0.5 right-0.5 z-10 flex rounded-m bg-sunken">
        <IconButton icon={Braces} label="Show raw" size="s" onClick={() => setRaw(true)} />
        <CopyButton text={() => JSON.stringify(value, null, 2)} what={what} />
      </div>
      {rows.map((row) =>
        row.type === "more" ? (
          <button
            key={`${row.path}…`}
            type="button"
            className="ml-8 h-6 px-1 text-accent hover:underline"
            style={{ marginLeft: 12 + row.depth * 14 }}
            onClick={() => setLimits({ ...limits, [row.path]: (limits[row.path] ?? PAGE_SIZE) + PAGE_SIZE })}
          >
            Show {formatCount(Math.min(PAGE_SIZE, row.hidden!))} of {formatCount(row.hidden!)} more
          </button>
        ) : (
          <Line
            key={row.path}
            row={row}
            onFlip={flip}
            full={full.has(row.path)}
            onFull={() => setFull(without(full, row.path))}
            onCopy={() => valueAt(value, rows, row.path)}
          />
        ),
      )}
    </div>
  );
}

/** The set with this member flipped. */
function without(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

const INK: Record<JsonRow["type"], string> = {
  string: "text-ink",
  number: "text-accent",
  boolean: "text-accent",
  null: "text-ink-3",
  object: "text-ink-3",
  array: "text-ink-3",
  more: "",
};

interface LineProps {
  row: JsonRow;
  full: boolean;
  onFlip: (path: string) => void;
  onFull: () => void;
  onCopy: () => unknown;
}

function Line({ row, full, onFlip, onFull, onCopy }: LineProps) {
  const copy = (text: string, what: string) =>
    navigator.clipboard.writeText(text).then(
      () => notify.done(`Copied ${what}`),
      () => notify.failed("Could not copy", { description: "Select the text instead." }),
    );
  const long = row.type === "string" && row.text.length > STRING_LIMIT;
  const text =
    row.type === "string"
      ? JSON.stringify(long && !full ? row.text.slice(0, STRING_LIMIT) : row.text).slice(
          0,
          long && !full ? -1 : undefined,
        )
      : row.text;
  return (
    <div
      className="group/line flex min-h-5.5 items-start pr-16 hover:bg-hover"
      style={{ paddingLeft: 8 + row.depth * 14 }}
    >
      {row.expandable ? (
        <button
          type="button"
          aria-expanded={row.expanded}
          aria-label={`${row.key ?? "value"}: ${row.text}`}
          onClick={() => onFlip(row.path)}
          className="mt-0.75 mr-0.5 rounded-s"
        >
          <ChevronRight
            aria-hidden
            className={cn(
              "size-3.5 text-ink-3 transition-transform duration-120",
              row.expanded && "rotate-90",
            )}
          />
        </button>
      ) : (
        <span className="w-4 shrink-0" />
      )}
      <span className="min-w-0 py-0.5 break-words whitespace-pre-wrap">
        {row.key !== undefined && <span className="text-ink-2">{row.key}: </span>}
        <span className={INK[row.type]}>{text}</span>
        {long && (
          <button type="button" onClick={onFull} className="ml-1 text-accent hover:underline">
            {full ? "show less" : `… ${formatCount(row.text.length - STRING_LIMIT)} characters more`}
          </button>
        )}
      </span>
      <span className="ml-2 flex shrink-0 opacity-0 group-focus-within/line:opacity-100 group-hover/line:opacity-100">
        <LineButton icon={Copy} label="Copy value" onClick={() => void copy(asText(onCopy()), "value")} />
        <LineButton icon={Link2} label="Copy path" onClick={() => void copy(row.path, "path")} />
      </span>
    </div>
  );
}

/** Strings are copied as they are, without quotes: that is what one pastes. */
const asText = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");

function LineButton({
  icon: Icon,
  label,
  onClick,
}: {
  icon: typeof Copy;
  label: string;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      onClick={onClick}
      className="grid size-5.5 place-items-center rounded-s text-ink-3 hover:text-ink"
    >
      <Icon aria-hidden className="size-3" />
    </button>
  );
}
