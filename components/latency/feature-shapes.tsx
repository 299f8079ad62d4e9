import Link from "next/link";
import type { ReactNode } from "react";

import { Figure } from "@/components/ui/figure";
import { KIND_LOOK } from "@/components/ui/kind-dot";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatDuration } from "@/lib/format/duration";
import { significant } from "@/lib/format/significant";
import type { FeatureShape, PathPart } from "@/lib/latency/shape-of-features";
import type { ToolMode } from "@/lib/model/tool-mode";

import { MiniShares } from "./mini-shares";

const MODES: Record<ToolMode, { name: string; color: string }> = {
  none: { name: "no tools", color: "var(--series-other)" },
  single: { name: "one tool", color: "var(--series-1)" },
  sequential: { name: "one after the other", color: "var(--series-2)" },
  parallel: { name: "at once", color: "var(--series-3)" },
  mixed: { name: "some at once", color: "var(--series-4)" },
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
    <Panel title="Shape of each feature" aside="told from its traffic" flush>
      <Table caption="Shape of each feature" pinned className="max-h-112" footer={<Key />}>
        <TableHead>
          <Th>Feature</Th>
          <Th numeric>Interactions</Th>
          <Th numeric data-tip="interactions whose answer streamed to the user">
            Streamed
          </Th>
          <Th numeric data-tip="on average">
            Model calls
          </Th>
          <Th numeric data-tip="on average">
            Tool runs
          </Th>
          <Th data-tip="how an interaction's tools follow each other">Tools</Th>
          <Th data-tip="what the time of interactions goes to: of spans that run at once, the one that is waited for">
            Critical path
          </Th>
          <Th numeric data-tip="interactions in which tools waited for each other without need">
            Could be faster
          </Th>
          <Th numeric data-tip="what running independent tools at once would save, for each of those">
            Saves each
          </Th>
          <Th numeric>Saves in all</Th>
        </TableHead>
        <tbody>
          {shapes.map((shape) => {
            const { feature, interactions, savable, savingMs } = shape;
            return (
              <Tr key={feature ?? ""}>
                <Td className="max-w-60 truncate" title={feature ?? "not set"}>
                  <Linked href={hrefOf(feature)}>{feature ?? "not set"}</Linked>
                </Td>
                <Td numeric>
                  <Linked href={hrefOf(feature)}>
                    <Figure value={interactions} quantity="count" />
                  </Linked>
                </Td>
                <Td numeric>
                  <Linked href={hrefOf(feature, { streamed: "true" })}>
                    <Figure value={shape.streamed / interactions} quantity="percent" />
                  </Linked>
                </Td>
                <Td numeric>{significant(shape.modelCalls)}</Td>
                <Td numeric>{significant(shape.toolCalls)}</Td>
                <Td>
                  <MiniShares
                    label="Tools"
                    parts={(Object.keys(MODES) as ToolMode[]).map((mode) => ({
                      ...MODES[mode],
                      value: shape.toolModes[mode],
                    }))}
                  />
                </Td>
                <Td>
                  <MiniShares
                    label="Critical path"
                    parts={(Object.keys(PARTS) as PathPart[]).map((part) => ({
                      ...PARTS[part],
                      value: shape.criticalMs[part],
                    }))}
                  />
                </Td>
                <Td numeric>
                  {savable === 0 ? (
                    <span className="text-ink-3">none</span>
                  ) : (
                    <Linked href={hrefOf(feature, { savable: "true" })}>
                      <Figure value={savable} quantity="count" />
                    </Linked>
                  )}
                </Td>
                <Td numeric>{savable === 0 ? "" : formatDuration(savingMs / savable)}</Td>
                <Td numeric>{savable === 0 ? "" : formatDuration(savingMs)}</Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </Panel>
  );
}

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
