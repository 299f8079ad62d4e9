import { ListChecks } from "lucide-react";
import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { gapsOf } from "@/components/decisions/checklist-gaps";
import { ChecklistTable } from "@/components/decisions/checklist-table";
import { PageHeader } from "@/components/shell/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { loggingChecklist } from "@/lib/decisions/checklist";

export const metadata: Metadata = { title: "Logging checklist" };

/** What a log of an AI system is to hold, and what the traces of each feature do hold. */
export default async function ChecklistPage({ params }: { params: Promise<{ project: string }> }) {
  const { project } = await params;
  const ctx = await pageContext(project);
  const { days, features } = await loggingChecklist(ctx);
  return (
    <>
      <PageHeader
        title="Logging checklist"
        meta={`Counted from the traces of the last ${days} days, in all environments. It says what is logged, not whether a duty is met.`}
      />
      {features.length === 0 ? (
        <EmptyState icon={ListChecks} title="No feature has traces yet">
          The list ticks itself once traces come that name their feature.
        </EmptyState>
      ) : (
        <>
          <Panel flush>
            <ChecklistTable features={features} />
          </Panel>
          <Panel title="What is missing, and what to do">
            <dl className="grid gap-3 text-s">
              {features.map((figures) => {
                const gaps = gapsOf(figures);
                return (
                  <div key={figures.feature}>
                    <dt className="font-medium wrap-anywhere">{figures.feature}</dt>
                    <dd>
                      {gaps.length === 0 ? (
                        "Nothing of this list."
                      ) : (
                        <ul className="list-disc pl-5 text-ink-2">
                          {gaps.map((gap) => (
                            <li key={gap}>{gap}</li>
                          ))}
                        </ul>
                      )}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </Panel>
          <p className="text-s text-ink-3">
            The items are put in our own words after what is public about ISO/IEC DIS 24970 (logging of AI
            systems) and prEN 18229-1; the texts of these drafts were not at hand. “Did not occur”: nothing of
            the kind was seen, so nothing is known.
          </p>
        </>
      )}
    </>
  );
}
