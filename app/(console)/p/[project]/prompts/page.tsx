import { FileDiff } from "lucide-react";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { PromptTable } from "@/components/lazy-parts";
import { ExportButtons } from "@/components/prompts/export-buttons";
import { FeatureFilter } from "@/components/prompts/feature-filter";
import { promptExportPath, promptPath } from "@/components/prompts/prompt-paths";
import { queryOfScope, scopeOfView } from "@/components/prompts/scope-of-view";
import { loadPromptsView, serializePromptsView } from "@/components/prompts/search-params";
import { NothingInRange } from "@/components/shell/no-data";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import type { PromptSummary } from "@/lib/prompts/document";
import { listPrompts } from "@/lib/prompts/list-prompts";

interface PromptsPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Prompts" };

export default async function PromptsPage({ params, searchParams }: PromptsPageProps) {
  const { project } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadPromptsView(searchParams)]);
  const scope = scopeOfView(view, ctx.now(), await viewerZone(view.tz));
  const narrowed = scope.feature.length > 0;
  const [list, all] = await Promise.all([
    listPrompts(ctx, scope),
    // All features are offered whatever is chosen, so that a choice can be widened again.
    narrowed ? listPrompts(ctx, { ...scope, feature: [] }) : null,
  ]);
  const features = featuresOf((all ?? list).data);
  const path = consolePath(project, "prompts");
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader
        title="Prompts"
        meta="System prompts that were found in traffic, and their versions: what they say, and what each did."
        actions={
          list.data.length > 0 && (
            <ExportButtons path={`${promptExportPath(project)}?${queryOfScope(scope)}`} />
          )
        }
      />
      {(features.length > 0 || narrowed) && (
        <div className="flex flex-wrap items-center gap-2">
          <FeatureFilter features={features} />
        </div>
      )}
      <Panel flush>
        {list.data.length > 0 ? (
          <PromptTable
            prompts={list.data}
            leftOut={list.left_out}
            hrefs={Object.fromEntries(
              list.data.map(({ prompt_id }) => [
                prompt_id,
                serializePromptsView(promptPath(project, prompt_id), { ...view, a: null, b: null }),
              ]),
            )}
          />
        ) : narrowed ? (
          <NothingInRange
            title="No prompt of this feature in this range"
            icon={FileDiff}
            href={`${path}?range=30d`}
          >
            Choose a longer range, another environment, or other features.
          </NothingInRange>
        ) : (
          <EmptyState icon={FileDiff} title="No prompts yet">
            A prompt is there with the first model call whose client sends its system prompt, named by the
            client or by its feature. Each text that it has, its tools included, is a version.
          </EmptyState>
        )}
      </Panel>
    </div>
  );
}

/** Features of the range with how many prompts were used in each. */
function featuresOf(prompts: readonly PromptSummary[]): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const feature of prompts.flatMap(({ features }) => features))
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }));
}
