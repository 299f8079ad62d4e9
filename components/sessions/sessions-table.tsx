"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";

import { ScoreBadges } from "@/components/scores/score-badge";
import { consolePath } from "@/components/shell/routes";
import { serializeShellParams } from "@/components/shell/search-params";
import { useShortcut } from "@/components/shell/shortcuts";
import { useShellParams } from "@/components/shell/use-shell-params";
import { TraceCost } from "@/components/traces/trace-cost";
import { sessionPath } from "@/components/traces/trace-paths";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatCount, plural } from "@/lib/format/count";
import { fetchJson } from "@/lib/http/fetch-json";
import type { SessionPage } from "@/lib/sessions/list-sessions";

import { sessionMs } from "./session-duration";

interface SessionsTableProps {
  projectSlug: string;
  /** The list's filter in the words of the API. */
  query: string;
  first: SessionPage;
  searched: string;
  environment: string | null;
}

/** Sessions, newest activity first; more on request. */
export function SessionsTable({ projectSlug, query, first, searched, environment }: SessionsTableProps) {
  const router = useRouter();
  const [shell] = useShellParams();
  const pages = useInfiniteQuery({
    queryKey: ["sessions", projectSlug, query],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<SessionPage>(
        `/api/console/${encodeURIComponent(projectSlug)}/sessions?${query}&cursor=${encodeURIComponent(pageParam)}`,
        signal,
      ),
    initialPageParam: "",
    initialData: { pages: [first], pageParams: [""] },
    getNextPageParam: (page) => page.next_cursor,
    // The first page came with this one; further pages are asked for, never refreshed behind the reader's back.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const sessions = pages.data.pages.flatMap((page) => page.data);
  const [at, setAt] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  const hrefOf = (id: string) => serializeShellParams(sessionPath(projectSlug, id), shell);
  const move = (by: number) => {
    const next = Math.max(0, Math.min(sessions.length - 1, at + by));
    setAt(next);
    body.current?.querySelectorAll("a")[next]?.focus();
    body.current?.rows[next]?.scrollIntoView({ block: "nearest" });
  };
  useShortcut({ keys: "j", label: "Next row", group: "List" }, () => move(1));
  useShortcut({ keys: "k", label: "Previous row", group: "List" }, () => move(-1));

  if (sessions.length === 0)
    return <NoSessions projectSlug={projectSlug} searched={searched} environment={environment} />;
  return (
    <Panel flush>
      <Table
        caption="Sessions"
        footer={
          <>
            <span className="tabular">{plural(sessions.length, "session")}</span>
            {pages.hasNextPage ? (
              <Button size="s" pending={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                Load more
              </Button>
            ) : (
              <span className="text-ink-3">That is all in this range.</span>
            )}
            {pages.isFetchNextPageError && (
              <span role="alert" className="text-bad">
                {pages.error.message}
              </span>
            )}
          </>
        }
      >
        <TableHead>
          <Th>Session</Th>
          <Th>User</Th>
          <Th>Feature</Th>
          <Th>Last active</Th>
          <Th numeric>Turns</Th>
          <Th numeric>Failed</Th>
          <Th numeric>Lasted</Th>
          <Th numeric>Cost</Th>
          <Th>Scores</Th>
        </TableHead>
        <tbody ref={body}>
          {sessions.map((session, i) => (
            <Tr
              key={session.session_id}
              selected={i === at}
              className="cursor-pointer"
              onClick={(event) => {
                // A real click on a link stays the link's: it may open a tab.
                if (event.target instanceof Element && event.target.closest("a,button")) return;
                router.push(hrefOf(session.session_id));
              }}
            >
              <Td className="max-w-64">
                <Link
                  href={hrefOf(session.session_id)}
                  onFocus={() => setAt(i)}
                  className="block truncate font-mono hover:underline"
                  data-tip={session.session_id}
                >
                  {session.session_id}
                </Link>
              </Td>
              <Td dim className="max-w-48 truncate">
                {session.user_ids.length === 0 ? (
                  <Figure value={null} quantity="count" unknown="no user was reported" />
                ) : (
                  session.user_ids.join(", ")
                )}
              </Td>
              <Td dim className="max-w-48 truncate">
                {session.features.join(", ")}
              </Td>
              <Td dim>
                <RelativeTime at={session.last_at} />
                {session.open && <span className="text-accent"> open</span>}
              </Td>
              <Td numeric>{formatCount(session.traces)}</Td>
              <Td numeric className={session.errors > 0 ? "text-bad" : "text-ink-3"}>
                {formatCount(session.errors)}
              </Td>
              <Td numeric>
                <Figure value={sessionMs(session)} quantity="duration" unknown="no turn has ended yet" />
              </Td>
              <Td numeric>
                <TraceCost {...session} />
              </Td>
              <Td>
                <span className="flex items-center gap-1">
                  <ScoreBadges scores={session.scores} most={2} />
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

function NoSessions({
  projectSlug,
  searched,
  environment,
}: Pick<SessionsTableProps, "projectSlug" | "searched" | "environment">) {
  if (searched !== "") {
    return (
      <EmptyState icon={MessagesSquare} title={`No session or user “${searched}” in this range`}>
        A session is found by the beginning of its id, a user by the whole id. A longer range may hold it.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={MessagesSquare}
      title={
        environment === null ? "No sessions in this range" : `No sessions in ${environment} in this range`
      }
      action={
        <Button asChild>
          <Link href={consolePath(projectSlug, "getting-started")}>Getting started</Link>
        </Button>
      }
    >
      Traces become sessions when the client sends a session id (the attribute <code>session.id</code>).
      Choose a longer range, or set it in the client.
    </EmptyState>
  );
}
