"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { useQueryState } from "nuqs";
import { useMemo, useRef, useState } from "react";

import { consolePath } from "@/components/shell/routes";
import { serializeShellParams } from "@/components/shell/search-params";
import { useShortcut } from "@/components/shell/shortcuts";
import { useShellParams } from "@/components/shell/use-shell-params";
import { sessionPath, userPath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { ColumnTable } from "@/components/ui/column-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { plural } from "@/lib/format/count";
import { fetchJson } from "@/lib/http/fetch-json";
import type { SessionPage } from "@/lib/sessions/list-sessions";
import { SESSION_SORTS, type SessionSortKey, type SessionSortWord } from "@/lib/sessions/session-sort";

import { sessionsParams } from "./search-params";
import { sessionColumns } from "./session-columns";

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
  const [sort, setSort] = useQueryState(
    "sort",
    sessionsParams.sort.withOptions({ shallow: false, history: "push" }),
  );
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

  const columns = useMemo(
    () =>
      sessionColumns({
        hrefOf: (id) => serializeShellParams(sessionPath(projectSlug, id), shell),
        userHrefOf: (user) => serializeShellParams(userPath(projectSlug, user), shell),
      }),
    [projectSlug, shell],
  );
  if (sessions.length === 0)
    return <NoSessions projectSlug={projectSlug} searched={searched} environment={environment} />;
  return (
    <Panel flush>
      <ColumnTable
        caption="Sessions"
        columns={columns}
        rows={sessions}
        keyOf={({ session_id }) => session_id}
        body={body}
        sortOf={(id) => sorting(id, sort, (next) => void setSort(next))}
        rowProps={(session, index) => ({
          selected: index === at,
          className: "cursor-pointer",
          onFocus: () => setAt(index),
          onClick: (event) => {
            // A real click on a link stays the link's: it may open a tab.
            if (event.target instanceof Element && event.target.closest("a,button")) return;
            router.push(hrefOf(session.session_id));
          },
        })}
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
      />
    </Panel>
  );
}

/** A head goes from the largest first to the smallest first and back to the last active first. */
function sorting(
  id: string,
  sort: SessionSortWord | null,
  onSort: (sort: SessionSortWord | null) => void,
): { sorted?: "asc" | "desc" | undefined; onSort?: () => void } {
  if (id === "active")
    return {
      sorted: sort === null ? "desc" : undefined,
      ...(sort !== null && { onSort: () => onSort(null) }),
    };
  if (!(id in SESSION_SORTS)) return {};
  const key = id as SessionSortKey;
  const sorted = sort === `${key}.desc` ? "desc" : sort === `${key}.asc` ? "asc" : undefined;
  const next =
    sorted === undefined ? (`${key}.desc` as const) : sorted === "desc" ? (`${key}.asc` as const) : null;
  return { sorted, onSort: () => onSort(next) };
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
