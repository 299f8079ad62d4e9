import Link from "next/link";

import { ScoreBadges } from "@/components/scores/score-badge";
import { TraceCost } from "@/components/trace/trace-cost";
import type { Column } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatCount } from "@/lib/format/count";
import type { SessionPage } from "@/lib/sessions/list-sessions";

import { sessionMs } from "./session-duration";

type Session = SessionPage["data"][number];

/** None of them sorts: the list comes page by page, newest activity first. */
export const sessionColumns = (hrefOf: (id: string) => string): Column<Session>[] => [
  {
    head: "Session",
    className: "max-w-64",
    cell: ({ session_id }) => (
      <Link
        href={hrefOf(session_id)}
        className="block truncate font-mono hover:underline"
        data-tip={session_id}
      >
        {session_id}
      </Link>
    ),
  },
  {
    head: "User",
    dim: true,
    className: "max-w-48 truncate",
    cell: ({ user_ids }) =>
      user_ids.length === 0 ? (
        <Figure value={null} quantity="count" unknown="no user was reported" />
      ) : (
        user_ids.join(", ")
      ),
  },
  {
    head: "Feature",
    dim: true,
    className: "max-w-48 truncate",
    cell: ({ features }) => features.join(", "),
  },
  {
    head: "Last active",
    dim: true,
    cell: ({ last_at, open }) => (
      <>
        <RelativeTime at={last_at} />
        {open && <span className="text-accent"> open</span>}
      </>
    ),
  },
  { head: "Turns", numeric: true, cell: ({ traces }) => formatCount(traces) },
  {
    head: "Failed",
    numeric: true,
    className: ({ errors }) => (errors > 0 ? "text-bad" : "text-ink-3"),
    cell: ({ errors }) => formatCount(errors),
  },
  {
    head: "Lasted",
    numeric: true,
    cell: (session) => (
      <Figure value={sessionMs(session)} quantity="duration" unknown="no turn has ended yet" />
    ),
  },
  { head: "Cost", numeric: true, cell: (session) => <TraceCost {...session} /> },
  {
    head: "Scores",
    cell: ({ scores }) => (
      <span className="flex items-center gap-1">
        <ScoreBadges scores={scores} most={2} />
      </span>
    ),
  },
];
