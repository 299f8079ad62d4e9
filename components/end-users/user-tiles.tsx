import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import { formatPercent } from "@/lib/format/percent";
import type { EndUserReport } from "@/lib/end-users/read-end-user";

import { UserCost } from "./user-cost";

interface UserTilesProps {
  report: EndUserReport;
  /** Where each figure is explained. */
  hrefs: Record<"traces" | "failed" | "slow" | "cost" | "sessions", string>;
}

/** One user in short. Each figure leads to what it is made of. */
export function UserTiles({ report, hrefs }: UserTilesProps) {
  const { total, latency, ttft, sessions, firstAt, lastAt, newestOnly } = report;
  const ofNewest = newestOnly === null ? null : `of the newest ${plural(newestOnly, "interaction")}`;
  return (
    <ul className="grid grid-cols-2 overflow-hidden rounded-l border border-line bg-surface sm:grid-cols-3 xl:grid-cols-6">
      <Tile label="Interactions" href={hrefs.traces} note={<LastSeen firstAt={firstAt} lastAt={lastAt} />}>
        <Figure value={total.interactions} quantity="count" />
      </Tile>
      <Tile
        label="Failed"
        href={hrefs.failed}
        note={
          total.interactions === 0
            ? "no interaction began"
            : `${formatPercent(total.failures / total.interactions)} of interactions`
        }
      >
        <span className={total.failures > 0 ? "text-bad" : undefined}>
          <Figure value={total.failures} quantity="count" />
        </span>
      </Tile>
      <Tile
        label="Cost"
        href={hrefs.cost}
        note={
          total.costUsd === null || total.interactions === 0 ? null : (
            <>
              <Figure value={Number(total.costUsd) / total.interactions} quantity="usd" /> an interaction
            </>
          )
        }
      >
        <UserCost of={total} />
      </Tile>
      <Tile
        label="Latency, p95"
        href={hrefs.slow}
        note={
          ofNewest ?? (
            <>
              half within <Figure value={latency.p50} quantity="duration" unknown="nothing has ended" />
            </>
          )
        }
      >
        <Figure value={latency.p95} quantity="duration" unknown="no interaction has ended" />
      </Tile>
      <Tile
        label="First token, p95"
        href={hrefs.traces}
        note={report.streamed === 0 ? "no answer streamed" : `${plural(report.streamed, "streamed answer")}`}
      >
        <Figure
          value={ttft.p95}
          quantity="duration"
          unknown="no answer streamed, or no client said when it began"
        />
      </Tile>
      <Tile
        label="Sessions"
        href={hrefs.sessions}
        note={ofNewest ?? plural(total.inputTokens + total.outputTokens, "token")}
      >
        <Figure value={sessions} quantity="count" />
      </Tile>
    </ul>
  );
}

function LastSeen({ firstAt, lastAt }: { firstAt: string | null; lastAt: string | null }) {
  if (lastAt === null) return null;
  return (
    <>
      last <RelativeTime at={lastAt} />
      {firstAt !== null && firstAt !== lastAt && (
        <>
          , first <RelativeTime at={firstAt} />
        </>
      )}
    </>
  );
}

const Tile = ({
  label,
  href,
  note,
  children,
}: {
  label: string;
  href: string;
  note: ReactNode;
  children: ReactNode;
}) => (
  <li className="-mr-px -mb-px border-r border-b border-line">
    <Link
      href={href}
      prefetch={false}
      className="grid h-full content-start px-3.5 pt-3 pb-2.5 hover:bg-hover"
    >
      <span className="text-s text-ink-2">{label}</span>
      <span className="my-0.5 text-xl font-semibold tracking-[-0.02em]">{children}</span>
      <span className="min-h-4 text-xs text-ink-2">{note}</span>
    </Link>
  </li>
);
