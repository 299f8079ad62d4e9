import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { pageContext } from "@/app/context";
import { SaveEvidence } from "@/components/evidence/save-evidence";
import { comparisonCsv } from "@/components/incidents/comparison-csv";
import { ComparisonTable } from "@/components/incidents/comparison-table";
import { ExampleTable } from "@/components/incidents/example-table";
import { FindingList } from "@/components/incidents/finding-list";
import { IncidentActions } from "@/components/incidents/incident-actions";
import { rulesText } from "@/components/incidents/incident-columns";
import { IncidentFacts } from "@/components/incidents/incident-facts";
import { MAY_NOT } from "@/components/incidents/incident-labels";
import { KeepTraceDialog } from "@/components/incidents/keep-trace-dialog";
import { Timeline } from "@/components/incidents/timeline";
import { CommentForm } from "@/components/lazy-parts";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { CsvButton } from "@/components/ui/csv-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { plural } from "@/lib/format/count";
import { comparedVersions, getIncident } from "@/lib/incidents/get-incident";
import type { IncidentDetail } from "@/lib/incidents/incident";
import { timelineOf } from "@/lib/incidents/timeline";
import { listMembers } from "@/lib/members/list-members";

import { changeIncidentAction, keepTracesAction, unkeepTraceAction } from "../actions";
import { orNotFound } from "./or-not-found";

export const metadata: Metadata = { title: "Incident" };

export default async function IncidentPage({
  params,
}: {
  params: Promise<{ project: string; incidentId: string }>;
}) {
  const { project, incidentId } = await params;
  const ctx = await pageContext(project);
  const [incident, members] = await Promise.all([orNotFound(getIncident(ctx, incidentId)), listMembers(ctx)]);
  const { id, established, examples } = incident;
  const editable = may(ctx.actor, "edit_incidents");
  const readable = may(ctx.actor, "read_content");
  const change = changeIncidentAction.bind(null, project);
  const path = consolePath(project, "incidents");
  const { comparison } = incident;
  return (
    <div className="grid gap-4 p-4">
      <PageHeader
        title={incident.title}
        meta={
          <>
            <Link href={path} className="text-accent underline">
              Incidents
            </Link>
            {` · ${id} · ${rulesText(incident.rules)}`}
            {!editable && ` · ${MAY_NOT}`}
          </>
        }
        actions={
          <>
            <Button asChild size="s">
              <Link href={`${path}/${id}/post-mortem`}>Post-mortem</Link>
            </Button>
            {may(ctx.actor, "make_evidence") && examples.length > 0 && (
              <SaveEvidence
                projectSlug={project}
                about={{ kind: "incident", of: String(id) }}
                label="Evidence"
              />
            )}
            {editable && (
              <IncidentActions
                incident={incident}
                members={members
                  .filter(({ disabled }) => !disabled)
                  .map(({ userId, name, email }) => ({ userId, name: name || email }))}
                change={change}
              />
            )}
          </>
        }
      />
      <IncidentFacts incident={incident} projectSlug={project} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid min-w-0 gap-4">
          <Panel title="Findings" aside={plural(established.length, "finding")} flush>
            <FindingList findings={established} />
          </Panel>
          <Panel
            title="Affected compared with healthy"
            aside={
              comparison && (
                <span className="flex items-center gap-2">
                  <Sampled of={comparison} />
                  {comparison.differences.length > 0 && (
                    <CsvButton name={`incident-${id}-comparison`} {...comparisonCsv(comparison)} />
                  )}
                </span>
              )
            }
            flush
          >
            {comparison === null || incident.affected === null ? (
              <EmptyState small title="Not compared">
                {incident.affected === null
                  ? "It is not known which interactions it is about."
                  : "The worker compares within a minute or two after it opened."}
              </EmptyState>
            ) : (
              <ComparisonTable
                projectSlug={project}
                affected={incident.affected}
                comparison={comparison}
                versions={await comparedVersions(ctx, incident)}
              />
            )}
          </Panel>
          <Panel
            title="Examples"
            aside={
              editable && readable && <KeepTraceDialog id={id} keep={keepTracesAction.bind(null, project)} />
            }
            flush
          >
            {examples.length === 0 ? (
              <EmptyState small title="None kept">
                Traces that stand for the incident are kept here, whatever retention does.
              </EmptyState>
            ) : (
              <ExampleTable
                projectSlug={project}
                incidentId={id}
                examples={examples}
                readable={readable}
                unkeep={editable ? unkeepTraceAction.bind(null, project) : undefined}
              />
            )}
          </Panel>
        </div>
        <Panel title="Timeline" flush>
          <Timeline events={timelineOf(incident)} />
          {editable && <CommentForm id={id} change={change} />}
        </Panel>
      </div>
    </div>
  );
}

/** How many were looked at on either side. */
function Sampled({ of: { affected, healthy } }: { of: NonNullable<IncidentDetail["comparison"]> }) {
  const side = ({ count, sampled }: typeof affected) =>
    sampled < count
      ? `${sampled.toLocaleString("en")} of ${count.toLocaleString("en")}`
      : count.toLocaleString("en");
  return (
    <span data-tip="The healthy are of the same kind, from as long before it began, a day at least.">
      {side(affected)} affected, {side(healthy)} healthy
    </span>
  );
}
