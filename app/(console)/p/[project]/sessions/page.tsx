import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { SessionSearch } from "@/components/sessions/session-search";
import { SessionsTable } from "@/components/sessions/sessions-table";
import { PageHeader } from "@/components/shell/page-header";
import { listSessions } from "@/lib/sessions/list-sessions";
import { resolveRange } from "@/lib/time/range";
import { traceFilter } from "@/lib/traces/filter";

import { loadSessionsParams } from "./search-params";

interface SessionsPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Sessions" };

export default async function SessionsPage({ params, searchParams }: SessionsPageProps) {
  const { project } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadSessionsParams(searchParams)]);
  const { from, to } = resolveRange(view, ctx.now(), await viewerZone(view.tz));
  const filter = {
    from: from.toISOString(),
    to: to.toISOString(),
    environment: view.env === null ? [] : [view.env],
  };
  const page = await listSessions(
    ctx,
    traceFilter({ ...filter, ...(view.q === "" ? {} : { q: view.q }) }),
    view.sort,
  );

  const query = new URLSearchParams({ from: filter.from, to: filter.to });
  if (view.env !== null) query.set("environment", view.env);
  if (view.q !== "") query.set("q", view.q);
  if (view.sort !== null) query.set("sort", view.sort);
  return (
    <div className="grid gap-3 p-4">
      <PageHeader
        title="Sessions"
        meta={
          view.sort === null
            ? "Conversations with a turn in this range, the last active first."
            : page.sorted_from === undefined
              ? "Conversations with a turn in this range."
              : "Sorted among the newest 300,000 traces of this range: a shorter one holds the others."
        }
        actions={<SessionSearch />}
      />
      <SessionsTable
        // Another question is another list: what was loaded for the one before does not belong to it.
        key={query.toString()}
        projectSlug={project}
        query={query.toString()}
        first={page}
        searched={view.q}
        environment={view.env}
      />
    </div>
  );
}
