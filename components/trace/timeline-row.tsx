import { ChevronRight, CircleAlert, Link2Off, TimerReset } from "lucide-react";
import { type CSSProperties, useMemo } from "react";

import { cn } from "@/components/ui/cn";
import { KIND_LOOK } from "@/components/ui/kind-dot";
import { exactDuration, formatDuration } from "@/lib/format/duration";
import { UNKNOWN } from "@/lib/format/significant";
import { shownName } from "@/lib/model/shown-name";
import type { Phase } from "@/lib/replay/state-at";

import type { Stretch } from "./critical-path";
import type { Emphasized } from "./emphasize";
import type { Fold } from "./fold-repeats";
import { shareOf, type TimeWindow } from "./time-window";
import type { TimelineRow as Row } from "./timeline-rows";
import { strokeOf, strokesOf, STROKES_WIDTH } from "./timeline-strokes";
import type { TimelineNode } from "./timeline-tree";
import { ROW_HEIGHT } from "@/components/ui/use-virtual-rows";

const INDENT = 14;
/** Deeper than this a name would have no room left. */
const MAX_INDENTS = 10;

interface TimelineRowProps {
  row: Row;
  id: string;
  window: TimeWindow;
  selected: boolean;
  /** A search is on, and this one is only the way to what it found. */
  faint: boolean;
  /** In a replay: what lies ahead tells nothing of its outcome, what runs nothing of its end. */
  phase?: Phase;
  top: number;
  onSelect: () => void;
  onToggle: () => void;
  /** Folds the repeats that it begins, or opens them. */
  onFold: () => void;
  /** What is drawn strongly; null: everything alike. */
  emphasized: Emphasized | null;
}

/** One span: its name in the tree, its bar in time, its duration. */
export function TimelineRow({
  row: whole,
  id,
  window,
  selected,
  faint,
  phase = "ended",
  top,
  onSelect,
  onToggle,
  onFold,
  emphasized,
}: TimelineRowProps) {
  const row = phase === "ended" ? whole : withoutOutcome(whole);
  const { node, level, expanded } = row;
  const { span } = node;
  const nodes = nodesOf(row);
  const figure = emphasized?.figureOf(nodes);
  const strength = emphasized === null ? 1 : strengthOf(nodes, emphasized);
  return (
    // Keys are handled by the tree, which holds the focus and names the active row.
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={expanded ?? undefined}
      aria-selected={selected}
      aria-label={`${describe(row, phase)}${figure ? `, ${figure.text}` : ""}`}
      onClick={onSelect}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
      className={cn(
        "absolute inset-x-0 top-0 grid cursor-default grid-cols-(--columns) items-center border-b border-line text-s",
        selected ? "bg-accent-soft shadow-[inset_2px_0_var(--accent-fill)]" : "hover:bg-hover",
        (faint || phase === "ahead") && "opacity-50",
      )}
    >
      <NameCell row={row} onToggle={onToggle} onFold={onFold} />
      <div aria-hidden className="relative h-full overflow-hidden">
        <div className="absolute inset-0" style={{ opacity: FAINT + (1 - FAINT) * strength }}>
          {row.fold?.folded ? (
            <FoldBars fold={row.fold} window={window} />
          ) : (
            <Bar
              row={row}
              window={window}
              color={phase === "ahead" ? "var(--line-strong)" : KIND_LOOK[span.kind].color}
              tip={phase === "ended" ? barTip(row) : undefined}
            />
          )}
        </div>
        {emphasized?.path && <PathBars nodes={nodes} path={emphasized.path} window={window} />}
      </div>
      {emphasized === null ? (
        <Duration row={row} phase={phase} />
      ) : (
        <div aria-hidden className="num pr-3 text-ink-2" data-tip={figure?.tip}>
          {figure?.text}
        </div>
      )}
    </div>
  );
}

/** What is drawn faintly is still seen. */
const FAINT = 0.22;

/** The spans that a row stands for. */
const nodesOf = ({ node, fold }: Row): readonly TimelineNode[] => (fold?.folded ? fold.nodes : [node]);

const strengthOf = (nodes: readonly TimelineNode[], { strengths }: Emphasized): number =>
  nodes.reduce((most, { span }) => Math.max(most, strengths.get(span.id) ?? 0), 0);

function Duration({ row: { node, fold }, phase }: { row: Row; phase: Phase }) {
  const { durationMs } = node.span;
  const folded = fold?.folded ? foldedDuration(fold) : null;
  return (
    <div
      aria-hidden
      className="num pr-3 text-ink-2"
      data-tip={
        phase !== "ended"
          ? undefined
          : (folded?.tip ?? (durationMs === null ? "Its end is not known" : exactDuration(durationMs)))
      }
    >
      {phase === "ahead" ? "" : phase === "running" ? "runs" : (folded?.text ?? lengthOf(durationMs))}
    </div>
  );
}

/** From the begin of the first to the end of the last, which is what they took. */
function foldedDuration({ nodes, count }: Fold): { text: string; tip: string } {
  let [fromMs, toMs, sumMs, longestMs] = [Infinity, 0, 0, 0];
  for (const { startMs, endMs } of nodes) {
    fromMs = Math.min(fromMs, startMs);
    toMs = Math.max(toMs, endMs);
    sumMs += endMs - startMs;
    longestMs = Math.max(longestMs, endMs - startMs);
  }
  return {
    text: formatDuration(toMs - fromMs),
    tip: [
      `${exactDuration(toMs - fromMs)} from first to last of ${count}`,
      `${formatDuration(sumMs)} in sum, the longest ${formatDuration(longestMs)}`,
    ].join("\n"),
  };
}

const lengthOf = (durationMs: number | null): string =>
  durationMs === null ? UNKNOWN : formatDuration(durationMs);

/** What is known of a span before it has ended, in its place. */
const withoutOutcome = (row: Row): Row => ({
  ...row,
  node: { ...row.node, failedWithin: false, span: { ...row.node.span, failed: false, ttftMs: null } },
});

/** Where it stands in the tree, what it is, and what is wrong with it. */
function NameCell({ row, onToggle, onFold }: Pick<TimelineRowProps, "row" | "onToggle" | "onFold">) {
  const { node, level, expanded, lane, fold } = row;
  const isFolded = fold?.folded === true;
  const { span } = node;
  const { icon: Icon, label, color } = KIND_LOOK[span.kind];
  return (
    <div
      aria-hidden
      className="flex h-full min-w-0 items-center gap-1.5 pr-2"
      style={{ paddingLeft: 6 + Math.min(level - 1, MAX_INDENTS) * INDENT }}
    >
      {expanded === null ? (
        <span className="relative h-full w-4 shrink-0">
          {lane && <Lane lane={lane} others={row.parallel} />}
        </span>
      ) : (
        <span
          data-tip={
            isFolded ? `Show all ${fold.nodes.length}` : expanded ? "Close" : `Open ${node.descendants} below`
          }
          onClick={(event) => {
            event.stopPropagation();
            if (isFolded) onFold();
            else onToggle();
          }}
          className="relative grid h-full w-4 shrink-0 cursor-pointer place-items-center text-ink-3 hover:text-ink"
        >
          {lane && <Lane lane={lane} others={row.parallel} />}
          <ChevronRight
            className={cn("size-3.5 transition-transform duration-120", expanded && "rotate-90")}
          />
        </span>
      )}
      <Icon className="size-3.5 shrink-0" strokeWidth={2} style={{ color }} data-tip={label} />
      <span className="min-w-6 truncate">{nameOf(row)}</span>
      {fold && (
        <span
          data-tip={isFolded ? `Show all ${fold.nodes.length}` : "Fold these repeats"}
          data-tip-key="x"
          onClick={(event) => {
            event.stopPropagation();
            onFold();
          }}
          className={cn(
            "tabular shrink-0 cursor-pointer rounded-s border px-1 text-xs",
            isFolded ? "border-line-strong text-ink-2" : "border-dashed border-line-strong text-ink-3",
          )}
        >
          ×{fold.count}
        </span>
      )}
      {isFolded ? (
        <FailedWithin fold={fold} />
      ) : span.failed ? (
        <span className="flex shrink-0 items-center gap-0.5 text-bad">
          <CircleAlert className="size-3" />
          <span className="max-md:hidden">failed</span>
        </span>
      ) : (
        expanded === false &&
        node.failedWithin && (
          <CircleAlert className="size-3 shrink-0 text-bad" data-tip="A span below failed" />
        )
      )}
      {node.orphan && (
        <Link2Off className="size-3 shrink-0 text-warn" data-tip="Its parent span has not arrived" />
      )}
      {node.cyclic && (
        <Link2Off className="size-3 shrink-0 text-warn" data-tip="Its parents lead back to itself" />
      )}
      {node.skewMs !== 0 && level > 1 && (
        <TimerReset
          className="size-3 shrink-0 text-warn"
          data-tip={`Moved by ${formatDuration(Math.abs(node.skewMs))}: the clock of ${span.service ?? "its service"} differs from its caller's`}
        />
      )}
      {expanded === false && !isFolded && (
        <span className="tabular shrink-0 text-xs text-ink-3">+{node.descendants}</span>
      )}
    </div>
  );
}

/** How many of folded repeats failed. */
function FailedWithin({ fold: { nodes } }: { fold: Fold }) {
  const failed = nodes.filter((node) => node.failedWithin).length;
  return failed === 0 ? null : (
    <span className="flex shrink-0 items-center gap-0.5 text-bad">
      <CircleAlert className="size-3" />
      <span className="tabular max-md:hidden">{failed} failed</span>
    </span>
  );
}

/** The name of a span, or of the spans of a pattern that repeats. */
const nameOf = ({ node, fold }: Row): string =>
  fold?.folded
    ? fold.nodes
        .slice(0, fold.period)
        .map(({ span }) => shownName(span.name))
        .join(" → ")
    : shownName(node.span.name);

/** What screen readers hear: the same that the eye sees. */
function describe(row: Row, phase: Phase): string {
  const { node, parallel, fold } = row;
  const { span } = node;
  if (fold?.folded) {
    const failed = fold.nodes.filter(({ failedWithin }) => failedWithin).length;
    const took = foldedDuration(fold).text;
    return `${KIND_LOOK[span.kind].label}, ${nameOf(row)}, ${fold.count} times${failed > 0 ? `, ${failed} failed` : ""}, ${took}`;
  }
  return [
    KIND_LOOK[span.kind].label,
    shownName(span.name),
    span.failed ? "failed" : null,
    phase === "ahead"
      ? "has not begun"
      : phase === "running"
        ? "runs"
        : span.durationMs === null
          ? "end unknown"
          : formatDuration(span.durationMs),
    parallel > 0 ? `parallel with ${parallel} others` : null,
    node.orphan ? "parent missing" : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** A bracket along siblings that run at the same time. */
function Lane({ lane, others }: { lane: NonNullable<Row["lane"]>; others: number }) {
  return (
    <span
      data-tip={`Ran at the same time as ${others} ${others === 1 ? "other" : "others"}`}
      className={cn(
        "absolute -left-1.5 w-1.5 border-l-2 border-line-strong",
        lane === "first" && "top-2 bottom-0 rounded-tl-s border-t-2",
        lane === "middle" && "inset-y-0",
        lane === "last" && "top-0 bottom-2 rounded-bl-s border-b-2",
      )}
    />
  );
}

/** The bars of folded repeats on one line. */
function FoldBars({ fold: { nodes, count }, window }: { fold: Fold; window: TimeWindow }) {
  const { fromMs, toMs } = window;
  const paths = useMemo(() => strokesOf(nodes, { fromMs, toMs }), [nodes, fromMs, toMs]);
  return (
    <span className="absolute inset-x-0 top-2 h-3" data-tip={`${count} repeats`}>
      <Strokes
        paths={paths.map(([colour, d]) => [
          colour === "failed" ? "var(--bad-fill)" : KIND_LOOK[colour].color,
          d,
        ])}
      />
    </span>
  );
}

/** What of a row the trace's end waited for. */
function PathBars({
  nodes,
  path,
  window,
}: {
  nodes: readonly TimelineNode[];
  path: ReadonlyMap<string, readonly Stretch[]>;
  window: TimeWindow;
}) {
  const d = strokeOf(
    nodes.flatMap(({ span }) => path.get(span.id) ?? []),
    window,
  );
  return d === "" ? null : (
    <span className="pointer-events-none absolute inset-x-0 bottom-1 h-[3px]">
      <Strokes paths={[["var(--ink)", d]]} />
    </span>
  );
}

/** Horizontal strokes over a track, as thick as their box. */
const Strokes = ({ paths }: { paths: readonly (readonly [colour: string, d: string])[] }) => (
  <svg viewBox={`0 0 ${STROKES_WIDTH} 1`} preserveAspectRatio="none" className="absolute inset-0 size-full">
    {paths.map(([colour, d]) => (
      <path key={colour} d={d} stroke={colour} strokeWidth={1} />
    ))}
  </svg>
);

interface BarProps {
  row: Row;
  window: TimeWindow;
  color: string;
  tip: string | undefined;
}

function Bar({ row, window, color, tip }: BarProps) {
  const { node } = row;
  const { span } = node;
  const left = shareOf(window, node.startMs);
  const right = shareOf(window, node.endMs);
  if (right < 0 || left > 1) {
    return (
      <span className={cn("absolute top-1.5 text-ink-3", right < 0 ? "left-1" : "right-1")}>
        {right < 0 ? "‹" : "›"}
      </span>
    );
  }
  // Far outside the window the browser's pixels would overflow: a bar is cut a little beyond the edge.
  const [from, to] = [Math.max(left, -0.02), Math.min(right, 1.02)];
  const container =
    node.children.length > 0 && (span.kind === "agent" || span.kind === "workflow" || span.kind === "other");
  const fill = span.failed && !container ? "var(--bad-fill)" : color;
  const style: CSSProperties = {
    left: `${from * 100}%`,
    width: `max(${(to - from) * 100}%, 2px)`,
    background: container ? `color-mix(in srgb, ${fill} 34%, transparent)` : fill,
    ...(span.failed && container ? { boxShadow: "inset 0 -2px var(--bad-fill)" } : {}),
  };
  const ttft =
    span.ttftMs !== null && span.durationMs !== null && span.durationMs > 0
      ? Math.min(1, span.ttftMs / span.durationMs)
      : 0;
  // The hatched part ends at a moment, wherever the window begins.
  const ttftEnd = ttft === 0 ? 0 : shareOf(window, node.startMs + ttft * (node.endMs - node.startMs));
  const hatched = Math.max(0, Math.min(1, (ttftEnd - from) / (to - from)));
  return (
    <span
      data-tip={tip}
      className={cn(
        "absolute top-2 h-3 overflow-hidden rounded-[3px]",
        span.durationMs === null && "mask-[linear-gradient(90deg,#000_60%,#0005)]",
      )}
      style={style}
    >
      {hatched > 0 && (
        <span
          className="absolute inset-y-0 left-0 bg-[repeating-linear-gradient(45deg,transparent_0_3px,color-mix(in_srgb,var(--surface)_55%,transparent)_3px_6px)]"
          style={{ width: `${hatched * 100}%` }}
        />
      )}
    </span>
  );
}

function barTip({ node }: Row): string {
  const { span } = node;
  const lines = [
    `${span.name}${span.failed ? " (failed)" : ""}`,
    `began at ${formatDuration(Math.max(0, node.startMs))}`,
  ];
  lines.push(span.durationMs === null ? "its end is not known" : `took ${formatDuration(span.durationMs)}`);
  if (span.ttftMs !== null) lines.push(`first token after ${formatDuration(span.ttftMs)}`);
  return lines.join("\n");
}
