"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { useMemo, useRef, useState } from "react";

import { consolePath } from "@/components/shell/routes";
import { useShortcut } from "@/components/shell/shortcuts";
import { Button } from "@/components/ui/button";
import { ColumnTable } from "@/components/ui/column-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { plural } from "@/lib/format/count";
import { fetchJson } from "@/lib/http/fetch-json";
import type { IncidentPage } from "@/lib/incidents/list-incidents";

import { incidentColumns } from "./incident-columns";
import { incidentJsonPath, incidentPath } from "./incident-paths";

interface IncidentsTableProps {
  projectSlug: string;
  /** The list's filter as the console's route takes it. */
  query: string;
  first: IncidentPage;
  /** Unresolved ones, without a filter: nothing is wrong where there are none. */
  calm: boolean;
}

/** Incidents, the newest first; more on request. */
export function IncidentsTable({ projectSlug, query, first, calm }: IncidentsTableProps) {
  const router = useRouter();
  const pages = useInfiniteQuery({
    queryKey: ["incidents", projectSlug, query, first.data.map(({ id, state }) => id + state).join()],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<IncidentPage>(`${incidentJsonPath(projectSlug)}?${query}&before=${pageParam}`, signal),
    initialPageParam: "",
    initialData: { pages: [first], pageParams: [""] },
    getNextPageParam: (page) => page.next,
    // The first page came with this one; further pages are asked for, never refreshed behind the reader's back.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const incidents = pages.data.pages.flatMap((page) => page.data);
  const [at, setAt] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  const columns = useMemo(() => incidentColumns((id) => incidentPath(projectSlug, id)), [projectSlug]);
  const move = (by: number) => {
    const next = Math.max(0, Math.min(incidents.length - 1, at + by));
    setAt(next);
    body.current?.rows[next]?.querySelector("a")?.focus();
    body.current?.rows[next]?.scrollIntoView({ block: "nearest" });
  };
  useShortcut({ keys: "j", label: "Next row", group: "List" }, () => move(1));
  useShortcut({ keys: "k", label: "Previous row", group: "List" }, () => move(-1));

  if (incidents.length === 0) return <NoIncidents projectSlug={projectSlug} calm={calm} />;
  return (
    <Panel flush>
      <ColumnTable
        caption="Incidents"
        pinned
        columns={columns}
        rows={incidents}
        keyOf={({ id }) => id}
        body={body}
        rowProps={(incident, index) => ({
          selected: index === at,
          className: "cursor-pointer",
          onFocus: () => setAt(index),
          onClick: (event) => {
            // A real click on a link stays the link's: it may open a tab.
            if (event.target instanceof Element && event.target.closest("a,button")) return;
            router.push(incidentPath(projectSlug, incident.id));
          },
        })}
        footer={
          <>
            <span className="tabular">{plural(incidents.length, "incident")}</span>
            {pages.hasNextPage ? (
              <Button size="s" pending={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                Load more
              </Button>
            ) : (
              <span className="text-ink-3">That is all.</span>
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

const NoIncidents = ({ projectSlug, calm }: Pick<IncidentsTableProps, "projectSlug" | "calm">) => (
  <Panel>
    {calm ? (
      <EmptyState
        icon={Siren}
        title="No unresolved incident"
        action={
          <>
            <Button asChild>
              <Link href={`${consolePath(projectSlug, "incidents")}?state=all`}>All incidents</Link>
            </Button>
            <Button asChild>
              <Link href={consolePath(projectSlug, "monitors")}>Monitors</Link>
            </Button>
          </>
        }
      >
        An incident opens when a rule finds something that somebody should look at: a feature that drifts, a
        monitor beyond its level, a budget&rsquo;s threshold that says so.
      </EmptyState>
    ) : (
      <EmptyState
        icon={Siren}
        title="No such incident"
        action={
          <Button asChild>
            <Link href={`${consolePath(projectSlug, "incidents")}?state=all`}>All incidents</Link>
          </Button>
        }
      >
        Choose another state or severity, or fewer words.
      </EmptyState>
    )}
  </Panel>
);
