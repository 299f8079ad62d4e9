import { Download } from "lucide-react";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { IncidentFilters } from "@/components/incidents/incident-filters";
import { incidentJsonPath } from "@/components/incidents/incident-paths";
import { IncidentsTable } from "@/components/incidents/incidents-table";
import { PageHeader } from "@/components/shell/page-header";
import { Button } from "@/components/ui/button";
import { incidentQuery } from "@/lib/incidents/incident-query";
import { listIncidents } from "@/lib/incidents/list-incidents";

import { loadIncidentsParams } from "./search-params";

interface IncidentsPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Incidents" };

export default async function IncidentsPage({ params, searchParams }: IncidentsPageProps) {
  const { project } = await params;
  const [ctx, { state, severity, q }] = await Promise.all([
    pageContext(project),
    loadIncidentsParams(searchParams),
  ]);
  const words = q.trim().slice(0, 200);
  const first = await listIncidents(ctx, incidentQuery({ state, q: words, ...(severity && { severity }) }));
  const query = new URLSearchParams({ state });
  if (severity) query.set("severity", severity);
  if (words !== "") query.set("q", words);
  return (
    <div className="grid gap-3 p-4 [&>*]:min-w-0">
      <PageHeader
        title="Incidents"
        meta="What somebody should look at, the newest first."
        actions={(["csv", "json"] as const).map((format) => (
          <Button asChild size="s" key={format}>
            <a href={`${incidentJsonPath(project)}/export?${query}&format=${format}`} download>
              <Download aria-hidden className="size-3.5" />
              {format.toUpperCase()}
            </a>
          </Button>
        ))}
      />
      <IncidentFilters />
      <IncidentsTable
        // Another question is another list: what was loaded for the one before does not belong to it.
        key={query.toString()}
        projectSlug={project}
        query={query.toString()}
        first={first}
        calm={state === "unresolved" && severity === null && words === ""}
      />
    </div>
  );
}
