"use client";

import { Download, UsersRound } from "lucide-react";
import Link from "@/components/ui/link";
import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { consolePath } from "@/components/shell/routes";
import { serializeShellParams } from "@/components/shell/search-params";
import { useShellParams } from "@/components/shell/use-shell-params";
import { listHref } from "@/components/trace-list/list-href";
import { userPath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
import { Panel } from "@/components/ui/panel";
import { formatCount, plural } from "@/lib/format/count";
import { type EndUser, type EndUserSort, MOST_END_USERS } from "@/lib/end-users/end-user";
import type { EndUsers } from "@/lib/end-users/list-end-users";

import { UserCost } from "./user-cost";
import { endUserParams, serializeEndUserParams, SHOWN } from "./search-params";

interface UsersTableProps {
  projectSlug: string;
  users: EndUsers;
  /** ISO times, for the traces behind a figure. */
  range: { from: string; to: string };
}

/** Users in the order that the address says; every head sorts over all of them. */
export function UsersTable({ projectSlug, users, range }: UsersTableProps) {
  const [shell] = useShellParams();
  const [waits, start] = useTransition();
  const [view, set] = useQueryStates(endUserParams, {
    shallow: false,
    history: "push",
    startTransition: start,
  });
  const hrefOf = (user: string) => serializeShellParams(userPath(projectSlug, user), shell);
  const tracesOf = (user: string, words = "") =>
    listHref(
      projectSlug,
      `${new URLSearchParams({ user, ...(shell.env !== null && { environment: shell.env }) })}${words}`,
      range,
    );
  if (users.found === 0)
    return <NoUsers projectSlug={projectSlug} q={view.q} named={users.named} env={shell.env} />;
  const exportHref = serializeEndUserParams(`/api/console/${encodeURIComponent(projectSlug)}/users/export`, {
    ...shell,
    ...view,
    live: null,
  });
  return (
    <Panel flush>
      <ColumnTable
        caption="Users"
        pinned
        columns={columnsOf(hrefOf, tracesOf)}
        rows={users.data}
        keyOf={({ user }) => user}
        className={cn("transition-opacity duration-150", waits && "opacity-50")}
        sortOf={(id) => ({
          sorted: view.sort === id ? view.dir : undefined,
          onSort: () =>
            void set({
              sort: id as EndUserSort,
              dir: view.sort === id ? (view.dir === "desc" ? "asc" : "desc") : id === "user" ? "asc" : "desc",
            }),
        })}
        footer={
          <>
            <span className="tabular">
              {users.data.length < users.found
                ? `${formatCount(users.data.length)} of ${plural(users.found, "user")}`
                : plural(users.found, "user")}
            </span>
            {users.data.length < Math.min(users.found, MOST_END_USERS) && (
              <Button
                size="s"
                pending={waits}
                onClick={() => void set({ show: view.show + 2 * SHOWN }, { history: "replace" })}
              >
                Show more
              </Button>
            )}
            {users.unnamedInteractions > 0 && (
              <span className="text-ink-3">
                {plural(users.unnamedInteractions, "interaction")} of this range{" "}
                {users.unnamedInteractions === 1 ? "names" : "name"} no user.
              </span>
            )}
            <Button asChild variant="ghost" size="s" className="ml-auto">
              <a href={exportHref} download>
                <Download aria-hidden className="size-3.5" />
                CSV
              </a>
            </Button>
          </>
        }
      />
    </Panel>
  );
}

function columnsOf(
  hrefOf: (user: string) => string,
  tracesOf: (user: string, words?: string) => string,
): Column<EndUser>[] {
  return [
    {
      id: "user",
      head: "User",
      className: "max-w-80",
      cell: ({ user }) => (
        <Link
          href={hrefOf(user)}
          prefetch={false}
          className="block truncate font-medium hover:underline"
          data-tip={user}
        >
          <bdi>{user}</bdi>
        </Link>
      ),
    },
    {
      id: "interactions",
      head: "Interactions",
      numeric: true,
      cell: ({ user, interactions }) => (
        <FigureLink href={tracesOf(user)}>
          <Figure value={interactions} quantity="count" />
        </FigureLink>
      ),
    },
    {
      id: "failures",
      head: "Failed",
      numeric: true,
      className: ({ failures }) => (failures > 0 ? "text-bad" : "text-ink-3"),
      cell: ({ user, failures }) =>
        failures === 0 ? (
          formatCount(0)
        ) : (
          <FigureLink href={tracesOf(user, "&status=error")}>
            <Figure value={failures} quantity="count" />
          </FigureLink>
        ),
    },
    {
      id: "failure_rate",
      head: "Failure rate",
      numeric: true,
      cell: ({ interactions, failures }) => (
        <Figure
          value={interactions === 0 ? null : failures / interactions}
          quantity="percent"
          unknown="no interaction began in this range"
        />
      ),
    },
    { id: "cost", head: "Cost", numeric: true, cell: (user) => <UserCost of={user} /> },
    {
      head: "Per interaction",
      tip: "Cost of an interaction",
      numeric: true,
      cell: ({ costUsd, interactions }) => (
        <Figure
          value={costUsd === null || interactions === 0 ? null : Number(costUsd) / interactions}
          quantity="usd"
          unknown={interactions === 0 ? "no interaction began in this range" : "no cost is known"}
        />
      ),
    },
    {
      id: "tokens",
      head: "Tokens",
      numeric: true,
      cell: ({ inputTokens, outputTokens }) => <Figure value={inputTokens + outputTokens} quantity="count" />,
    },
  ];
}

function NoUsers({
  projectSlug,
  q,
  named,
  env,
}: {
  projectSlug: string;
  q: string;
  named: number;
  env: string | null;
}) {
  if (q !== "" && named > 0)
    return (
      <EmptyState icon={UsersRound} title={`No user “${q}” in this range`}>
        A user is found by any part of the id. A longer range may hold it.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={UsersRound}
      title={
        env === null ? "No trace in this range names a user" : `No trace in ${env} in this range names a user`
      }
      action={
        <Button asChild>
          <Link href={consolePath(projectSlug, "getting-started")}>Getting started</Link>
        </Button>
      }
    >
      Users appear when the client sends a user id (the attribute <code>user.id</code>). Choose a longer
      range, or set it in the client.
    </EmptyState>
  );
}
