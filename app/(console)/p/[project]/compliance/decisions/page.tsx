import { EyeOff, Scale } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { providerSettings } from "@/app/provider-settings";
import { DecisionFilter } from "@/components/decisions/decision-filter";
import { decisionRulesPath, decisionsExportPath, decisionsPath } from "@/components/decisions/decision-paths";
import { DecisionTable } from "@/components/decisions/decision-table";
import { type DecisionsView, queryOfView, wordsOfView } from "@/components/decisions/search-params";
import { SaveEvidence } from "@/components/evidence/save-evidence";
import { PageHeader } from "@/components/shell/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { whyNot } from "@/lib/auth/require";
import { decisionListQuerySchema } from "@/lib/decisions/document";
import { listDecisions } from "@/lib/decisions/list-decisions";
import { parseQuery } from "@/lib/http/query";

import { loadDecisionsParams } from "./search-params";

export const metadata: Metadata = { title: "Decisions" };

interface DecisionsPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

/** Traces that decided about somebody. */
export default async function DecisionsPage({ params, searchParams }: DecisionsPageProps) {
  const { project } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadDecisionsParams(searchParams)]);
  if (!may(ctx.actor, "read_content"))
    return (
      <>
        <PageHeader title="Decisions" />
        <EmptyState icon={EyeOff} title="Whom something was decided about counts as content">
          {whyNot(ctx.actor, "read_content")}
        </EmptyState>
      </>
    );
  const query = queryOfView(view, view.env);
  const path = decisionsPath(project);
  const asked = new URLSearchParams(query);
  if (view.cursor !== "") asked.set("cursor", view.cursor);
  const page = await listDecisions(
    ctx,
    parseQuery(decisionListQuerySchema, asked),
    providerSettings().secret,
  );
  const older = page.next_cursor && olderHref(path, view, page.next_cursor);
  return (
    <>
      <PageHeader
        title="Decisions"
        meta="Interactions that decided about somebody, the newest first, of all days that are kept."
        actions={
          <>
            {(["csv", "json"] as const).map((format) => (
              <Button key={format} asChild size="s">
                <a href={decisionsExportPath(project, query, format)} download>
                  Save as {format.toUpperCase()}
                </a>
              </Button>
            ))}
            {view.subject.trim() !== "" && page.data.length > 0 && may(ctx.actor, "make_evidence") && (
              <SaveEvidence
                projectSlug={project}
                about={{ kind: "decisions", of: view.subject.trim() }}
                label="Evidence of this subject"
              />
            )}
            <Button asChild size="s">
              <Link href={decisionRulesPath(project)}>Rules</Link>
            </Button>
          </>
        }
      />
      <Panel className="pt-3">
        <DecisionFilter view={view} action={path} environment={view.env} />
      </Panel>
      {page.data.length === 0 ? (
        <EmptyState
          icon={Scale}
          title={query.size === 0 ? "No decisions yet" : "No decision passes this filter"}
        >
          {query.size === 0
            ? "Send recount.decision.subject, recount.decision.outcome and recount.decision.reasons with a span, the field decision of an interaction, or say by a rule which interactions decide."
            : "Subjects, outcomes and documents are compared to the letter. Clear a field to see more."}
        </EmptyState>
      ) : (
        <Panel flush>
          <DecisionTable projectSlug={project} decisions={page.data} />
        </Panel>
      )}
      {older && (
        <div>
          <Button asChild>
            <Link href={older}>Older decisions</Link>
          </Button>
        </div>
      )}
    </>
  );
}

function olderHref(path: string, view: DecisionsView & { env: string | null }, cursor: string): string {
  const words = wordsOfView({ ...view, cursor }).filter(([, value]) => value !== "");
  return `${path}?${new URLSearchParams([...words, ...(view.env === null ? [] : [["env", view.env] as [string, string]])])}`;
}
