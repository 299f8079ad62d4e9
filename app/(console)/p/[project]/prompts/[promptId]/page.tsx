import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { tracesHref } from "@/components/latency/trace-links";
import { ExportButtons } from "@/components/prompts/export-buttons";
import { NoteDialog } from "@/components/prompts/note-dialog";
import { promptExportPath, promptPath } from "@/components/prompts/prompt-paths";
import { ScoreTable } from "@/components/prompts/score-table";
import { queryOfScope, scopeOfView } from "@/components/prompts/scope-of-view";
import { loadPromptsView, type PromptsView, serializePromptsView } from "@/components/prompts/search-params";
import { UseTable } from "@/components/prompts/use-table";
import { VersionTable } from "@/components/prompts/version-table";
import { PageHeader } from "@/components/shell/page-header";
import { PagePart } from "@/components/shell/page-part";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { plural } from "@/lib/format/count";
import { byInterval } from "@/lib/format/interval";
import type { PromptDocument, PromptVersion } from "@/lib/prompts/document";
import { type GetPrompt, getPrompt } from "@/lib/prompts/get-prompt";

import { savePromptNoteAction } from "../actions";
import { DiffPart } from "./diff-part";

interface PromptPageProps {
  params: Promise<{ project: string; promptId: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Prompt" };

/** Where two versions stand side by side. */
const DIFF = "diff";

export default async function PromptPage({ params, searchParams }: PromptPageProps) {
  const { project, promptId } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadPromptsView(searchParams)]);
  const scope = scopeOfView(view, ctx.now(), await viewerZone(view.tz));
  const prompt = await readPrompt(ctx, { promptId, ...scope });
  const [a, b] = chosenVersions(prompt.versions, view, promptId);
  const path = promptPath(project, prompt.prompt_id);
  const traces = (words: Record<string, string>): string =>
    tracesHref(
      project,
      { from: scope.from, to: scope.to, filters: { environment: scope.environment, feature: scope.feature } },
      "calls",
      words,
    );
  const judged = prompt.versions.some(({ figures }) => figures.scores.length > 0);
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader
        title={prompt.name}
        meta={`${plural(prompt.versions.length + prompt.versions_left_out, "version")}, found in traffic`}
        actions={
          <ExportButtons path={`${promptExportPath(project, prompt.prompt_id)}?${queryOfScope(scope)}`} />
        }
      />
      <Panel
        title="Versions"
        aside={`figures of this range, intervals at 95 % (of cost ${byInterval(prompt.cost_pieces)})`}
        flush
      >
        <VersionTable
          versions={prompt.versions}
          leftOut={prompt.versions_left_out}
          diffHref={(version) =>
            `${serializePromptsView(path, { ...view, a: before(prompt.versions, version).number, b: version.number })}#${DIFF}`
          }
          usedHref={({ fingerprint }) => traces({ prompt_version: fingerprint })}
          answeredHref={({ fingerprint }) => traces({ answer_prompt_version: fingerprint })}
          actions={may(ctx.actor, "edit_prompts") ? noteActions(ctx, prompt) : undefined}
        />
      </Panel>
      {a && b && (
        <div id={DIFF} className="scroll-mt-[calc(var(--bar)+1rem)]">
          <PagePart title="The two versions" of={`${prompt.prompt_id} ${a.number} ${b.number}`} height="h-60">
            <DiffPart ctx={ctx} prompt={prompt} a={a} b={b} />
          </PagePart>
        </div>
      )}
      {judged && (
        <Panel
          how="how-to/compare-prompts#what-a-version-did"
          title="Scores"
          aside="of interactions that each version answered, judged in this range"
          flush
        >
          <ScoreTable versions={prompt.versions} />
        </Panel>
      )}
      <Panel
        how="how-to/compare-prompts#where-it-is-in-use"
        title="Where it is in use"
        aside="model calls of this range"
        flush
      >
        {prompt.in_use.length === 0 ? (
          <EmptyState small title="Nowhere in this range">
            Choose a longer range, another environment, or other features.
          </EmptyState>
        ) : (
          <UseTable
            uses={prompt.in_use}
            tracesHref={({ dimension, value }, fingerprint) =>
              value === null
                ? null
                : traces({
                    [dimension === "environment" ? "env" : dimension]: value,
                    ...(fingerprint === undefined ? {} : { prompt_version: fingerprint }),
                  })
            }
          />
        )}
      </Panel>
    </div>
  );
}

/** The prompt that an address names; what is none, or another project's, is "not found". */
async function readPrompt(ctx: Context, asked: GetPrompt): Promise<PromptDocument> {
  try {
    return await getPrompt(ctx, asked);
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") notFound();
    throw error;
  }
}

/** What stood in the place of a version; the first has itself. */
function before(versions: readonly PromptVersion[], version: PromptVersion): PromptVersion {
  return versions[versions.indexOf(version) + 1] ?? version;
}

/** The two that the address names; else the one whose fingerprint it is, or the newest, beside the one before. */
function chosenVersions(
  versions: readonly PromptVersion[],
  { a, b }: Pick<PromptsView, "a" | "b">,
  named: string,
): [PromptVersion | undefined, PromptVersion | undefined] {
  const find = (number: number | null) => versions.find((one) => one.number === number);
  const after = find(b) ?? versions.find(({ fingerprint }) => fingerprint === named) ?? versions[0];
  return [find(a) ?? (after && before(versions, after)), after];
}

const noteActions = (ctx: Context, prompt: PromptDocument) =>
  function actions({ number, version, note }: PromptVersion) {
    return (
      <NoteDialog
        name={`${prompt.name}@${version}`}
        promptId={Number(prompt.prompt_id)}
        number={number}
        note={note?.text ?? ""}
        save={savePromptNoteAction.bind(null, ctx.project.slug)}
      />
    );
  };
