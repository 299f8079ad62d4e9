import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { Badge } from "@/components/ui/badge";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import type { PromptVersion } from "@/lib/prompts/document";

import { Day } from "./day";
import { Estimate } from "./estimate";
import { NoteText } from "./note-text";

interface VersionTableProps {
  versions: readonly PromptVersion[];
  leftOut: number;
  /** Where a version stands beside the one before it. */
  diffHref: (version: PromptVersion) => string;
  /** Traces that used it; traces that it answered. */
  usedHref: (version: PromptVersion) => string;
  answeredHref: (version: PromptVersion) => string;
  /** What can be done with it. */
  actions?: ((version: PromptVersion) => ReactNode) | undefined;
}

const NOTHING = "no interaction of this range";
const TALL = "py-1.5 align-top";

type Links = Pick<VersionTableProps, "diffHref" | "usedHref" | "answeredHref" | "actions">;

const columnsOf = ({ diffHref, usedHref, answeredHref, actions }: Links): Column<PromptVersion>[] => [
  {
    head: "Version",
    className: `${TALL} min-w-40 max-w-64 whitespace-normal`,
    cell: (version) => <Name version={version} href={diffHref(version)} actions={actions?.(version)} />,
  },
  {
    head: "Seen",
    dim: true,
    className: TALL,
    tip: "first, and until which day (UTC)",
    cell: ({ first_seen_at, last_seen_on }) => (
      <span className="inline-grid leading-4">
        <RelativeTime at={first_seen_at} />
        <span className="text-xs">
          until <Day on={last_seen_on} />
        </span>
      </span>
    ),
  },
  {
    head: "Interactions",
    numeric: true,
    className: TALL,
    tip: "whose answer it wrote: what the figures are of",
    cell: (version) => (
      <FigureLink href={answeredHref(version)}>
        <Figure value={version.figures.interactions} quantity="count" />
      </FigureLink>
    ),
  },
  {
    head: "Model calls",
    numeric: true,
    className: TALL,
    tip: "that used it",
    cell: (version) => (
      <FigureLink href={usedHref(version)}>
        <Figure value={version.figures.calls} quantity="count" />
      </FigureLink>
    ),
  },
  {
    head: "Cost of one",
    numeric: true,
    className: TALL,
    tip: "of an interaction, on average",
    cell: ({ figures }) => (
      <Estimate
        estimate={figures.cost_per_interaction_usd}
        quantity="usd"
        estimated={figures.estimated_calls > 0}
        unknown={figures.interactions === 0 ? NOTHING : "no cost of its calls is known"}
        atLeast={
          figures.unknown_cost_count > 0
            ? `the cost of ${plural(figures.unknown_cost_count, "call")} is unknown`
            : undefined
        }
      />
    ),
  },
  ...(["p50", "p95"] as const).map((q): Column<PromptVersion> => ({
    head: `Latency ${q}`,
    numeric: true,
    className: TALL,
    cell: ({ figures }) => (
      <Estimate
        estimate={figures[`latency_${q}_ms`]}
        quantity="duration"
        unknown={NOTHING}
        synthetic={figures.synthetic_clock > 0}
      />
    ),
  })),
  {
    head: "First token p50",
    numeric: true,
    className: TALL,
    cell: ({ figures }) => (
      <Estimate
        estimate={figures.ttft_p50_ms}
        quantity="duration"
        synthetic={figures.synthetic_clock > 0}
        unknown={figures.interactions === 0 ? NOTHING : "nothing streamed, or no first token was reported"}
      />
    ),
  },
  {
    head: "Failed",
    numeric: true,
    className: TALL,
    cell: ({ figures }) => <Estimate estimate={figures.error_share} quantity="percent" unknown={NOTHING} />,
  },
  {
    head: "Complete",
    numeric: true,
    className: TALL,
    tip: "with all five parts that apply",
    cell: ({ figures }) => (
      <Estimate estimate={figures.complete_share} quantity="percent" unknown={NOTHING} />
    ),
  },
];

/** Each version with what it did in the range, the newest first. */
export const VersionTable = ({ versions, leftOut, ...links }: VersionTableProps) => (
  <ColumnTable
    caption="Versions"
    pinned
    columns={columnsOf(links)}
    rows={versions}
    keyOf={({ number }) => number}
    footer={leftOut > 0 && `${leftOut.toLocaleString("en")} older ones are not listed.`}
  />
);

interface NameProps {
  version: PromptVersion;
  href: string;
  actions: ReactNode;
}

function Name({ version, href, actions }: NameProps) {
  const { version: name, number, fingerprint, note, shared_with } = version;
  return (
    <div className="grid gap-0.5">
      <span className="flex items-center gap-1.5">
        <Link href={href} className="min-w-0 truncate font-medium text-accent hover:underline" title={name}>
          {name}
        </Link>
        {name !== String(number) && <Badge title="in the order of first sight">{number}</Badge>}
      </span>
      <span className="font-mono text-xs text-ink-3">{fingerprint}</span>
      {shared_with.length > 0 && (
        <span className="text-xs text-ink-2 wrap-anywhere">
          the same as {shared_with.slice(0, 3).join(", ")}
          {shared_with.length > 3 && ` and ${shared_with.length - 3} more`}: the figures are of all
        </span>
      )}
      {note && <NoteText note={note} />}
      {actions && <span className="-ml-2">{actions}</span>}
    </div>
  );
}
