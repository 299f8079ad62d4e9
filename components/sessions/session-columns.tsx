import Link from "@/components/ui/link";
import { Fragment } from "react";

import { ScoreBadges } from "@/components/scores/score-badge";
import { TraceCost } from "@/components/trace/trace-cost";
import type { Column } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatCount } from "@/lib/format/count";
import type { SessionPage } from "@/lib/sessions/list-sessions";

import { sessionMs } from "./session-duration";

type Session = SessionPage["data"][number];

interface SessionLinks {
  hrefOf: (sessionId: string) => string;
  /** Null: they are all one user's, who is told elsewhere. */
  userHrefOf: ((userId: string) => string) | null;
}

/** The store sorts by those of `SESSION_SORTS`: the list comes page by page. */
export const sessionColumns = ({ hrefOf, userHrefOf }: SessionLinks): Column<Session>[] => [
  ...ofSession(hrefOf),
  ...(userHrefOf === null ? [] : [ofUsers(userHrefOf)]),
  ...FIGURES,
];

const ofUsers = (hrefOf: (userId: string) => string): Column<Session> => ({
  head: "User",
  dim: true,
  className: "max-w-48 truncate",
  title: ({ user_ids }) => user_ids.join(", ") || undefined,
  cell: ({ user_ids }) =>
    user_ids.length === 0 ? (
      <Figure value={null} quantity="count" unknown="no user was reported" />
    ) : (
      user_ids.map((user, index) => (
        <Fragment key={user}>
          {index > 0 && ", "}
          <Link href={hrefOf(user)} prefetch={false} className="hover:text-accent hover:underline">
            <bdi>{user}</bdi>
          </Link>
        </Fragment>
      ))
    ),
});

const ofSession = (hrefOf: (sessionId: string) => string): Column<Session>[] => [
  {
    head: "Session",
    className: "max-w-44",
    cell: ({ session_id }) => (
      <Link
        href={hrefOf(session_id)}
        prefetch={false}
        className="block truncate font-mono hover:underline"
        data-tip={session_id}
      >
        {session_id}
      </Link>
    ),
  },
  {
    head: "First message",
    dim: true,
    className: "w-full max-w-0 min-w-52 truncate",
    cell: ({ first_input, content_hidden }) =>
      content_hidden ? (
        <span className="text-ink-3">hidden from your role</span>
      ) : (
        first_input !== null && <bdi title={first_input}>{first_input}</bdi>
      ),
  },
];

const FIGURES: readonly Column<Session>[] = [
  {
    head: "Feature",
    dim: true,
    className: "max-w-40 truncate",
    title: ({ features }) => features.join(", "),
    cell: ({ features }) => features.join(", "),
  },
  {
    id: "active",
    head: "Last active",
    dim: true,
    cell: ({ last_at, open }) => (
      <>
        <RelativeTime at={last_at} />
        {open && <span className="text-accent"> running</span>}
      </>
    ),
  },
  { id: "turns", head: "Turns", numeric: true, cell: ({ traces }) => formatCount(traces) },
  {
    id: "failures",
    head: "Failed",
    numeric: true,
    className: ({ errors }) => (errors > 0 ? "text-bad" : "text-ink-3"),
    cell: ({ errors }) => formatCount(errors),
  },
  {
    id: "lasted",
    head: "Lasted",
    numeric: true,
    cell: (session) => (
      <Figure value={sessionMs(session)} quantity="duration" unknown="no turn has ended yet" />
    ),
  },
  { id: "cost", head: "Cost", numeric: true, cell: (session) => <TraceCost {...session} /> },
  {
    head: "Scores",
    cell: ({ scores }) => (
      <span className="flex items-center gap-1">
        <ScoreBadges scores={scores} most={2} />
      </span>
    ),
  },
];
