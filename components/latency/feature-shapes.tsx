import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { KIND_LOOK } from "@/components/ui/kind-dot";
import { Panel } from "@/components/ui/panel";
import { formatDuration } from "@/lib/format/duration";
import { significant } from "@/lib/format/significant";
import type { FeatureShape, PathPart } from "@/lib/latency/shape-of-features";
import type { ToolMode } from "@/lib/model/tool-mode";

import { MiniShares } from "./mini-shares";

const MODES: Record<ToolMode, { name: string; color: string }> = {
  none: { name: "no tools", color: "var(--series-other)" },
  single: { name: "one tool", color: "var(--mode-single)" },
  sequential: { name: "one after the other", color: "var(--mode-sequential)" },
  parallel: { name: "at once", color: "var(--mode-parallel)" },
  mixed: { name: "some at once", color: "var(--mode-mixed)" },
};

const PARTS: Record<PathPart, { name: string; color: string }> = {
  llm: { name: "model", color: KIND_LOOK.llm.color },
  tool: { name: "tools", color: KIND_LOOK.tool.color },
  retrieval: { name: "retrieval", color: KIND_LOOK.retrieval.color },
  other: { name: "everything else", color: KIND_LOOK.other.color },
};

interface FeatureShapesProps {
  shapes: readonly FeatureShape[];
  /** The traces of a feature, narrowed by further words of the list. */
  hrefOf: (feature: string | null, words?: Record<string, string>) => string;
}

/** How each feature works, told from its traffic: what it waits for, and what it need not wait for. */
export function FeatureShapes({ shapes, hrefOf }: FeatureShapesProps) {
  return (
    <Panel
      how="how-to/find-slow#shape-of-each-feature"
      title="Shape of each feature"
      aside="told from its traffic"
      flush
    >
      <ColumnTable
        caption="Shape of each feature"
        pinned
        className="max-h-112"
        footer={<Key />}
        columns={columnsOf(hrefOf)}
        rows={shapes}
        keyOf={({ feature }) => feature ?? ""}
      />
    </Panel>
  );
}

const nameOf = ({ feature }: FeatureShape): string => feature ?? "not set";

const columnsOf = (hrefOf: FeatureShapesProps["hrefOf"]): Column<FeatureShape>[] => [
  {
    head: "Feature",
    className: "max-w-60 truncate",
    title: nameOf,
    cell: (shape) => <Linked href={hrefOf(shape.feature)}>{nameOf(shape)}</Linked>,
  },
  {
    head: "Interactions",
    numeric: true,
    cell: ({ feature, interactions }) => (
      <Linked href={hrefOf(feature)}>
        <Figure value={interactions} quantity="count" />
      </Linked>
    ),
  },
  {
    head: "Streamed",
    numeric: true,
    tip: "interactions whose answer streamed to the user",
    cell: ({ feature, streamed, interactions }) => (
      <Linked href={hrefOf(feature, { streamed: "true" })}>
        <Figure value={streamed / interactions} quantity="percent" />
      </Linked>
    ),
  },
  {
    head: "Model calls",
    numeric: true,
    tip: "on average",
    cell: ({ modelCalls }) => significant(modelCalls),
  },
  { head: "Tool runs", numeric: true, tip: "on average", cell: ({ toolCalls }) => significant(toolCalls) },
  {
    head: "Tools",
    tip: "how an interaction's tools follow each other",
    cell: ({ toolModes }) => <MiniShares label="Tools" parts={partsOf(MODES, toolModes)} />,
  },
  {
    head: "Critical path",
    tip: "what the time of interactions goes to: of spans that run at once, the one that is waited for",
    cell: ({ criticalMs }) => <MiniShares label="Critical path" parts={partsOf(PARTS, criticalMs)} />,
  },
  {
    head: "Could be faster",
    numeric: true,
    tip: "interactions in which tools waited for each other without need",
    cell: ({ feature, savable }) =>
      savable === 0 ? (
        <span className="text-ink-3">none</span>
      ) : (
        <Linked href={hrefOf(feature, { savable: "true" })}>
          <Figure value={savable} quantity="count" />
        </Linked>
      ),
  },
  {
    head: "Saves each",
    numeric: true,
    tip: "what running independent tools at once would save, for each of those",
    cell: ({ savable, savingMs }) => (savable === 0 ? "" : formatDuration(savingMs / savable)),
  },
  {
    head: "Saves in all",
    numeric: true,
    cell: ({ savable, savingMs }) => (savable === 0 ? "" : formatDuration(savingMs)),
  },
];

/** In the order of their colours. */
const partsOf = <Name extends string>(
  looks: Record<Name, { name: string; color: string }>,
  values: Record<Name, number>,
) => (Object.keys(looks) as Name[]).map((name) => ({ ...looks[name], value: values[name] }));

/** What the colours mean, where the pointer is not on them. */
const Key = () => (
  <div className="flex flex-wrap gap-x-6 gap-y-1 border-t border-line pt-1.5 pb-2 text-xs">
    {[
      { name: "Tools", parts: Object.values(MODES) },
      { name: "Critical path", parts: Object.values(PARTS) },
    ].map((column) => (
      <span key={column.name} className="flex flex-wrap items-center gap-x-3">
        <span className="text-ink-3">{column.name}</span>
        {column.parts.map(({ name, color }) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-[2px]" style={{ background: color }} />
            {name}
          </span>
        ))}
      </span>
    ))}
  </div>
);

const Linked = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} prefetch={false} className="hover:text-accent hover:underline">
    {children}
  </Link>
);
