import { Plus } from "lucide-react";

import { BudgetChart } from "@/components/latency/budget-chart";
import { ObjectiveDialog } from "@/components/latency/objective-dialog";
import { ObjectiveTable } from "@/components/latency/objective-table";
import { WorstHours } from "@/components/latency/worst-hours";
import { serializeLatencyView } from "@/components/latency/search-params";
import { boundWords, sourceOf, tracesHref } from "@/components/latency/trace-links";
import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { type Objective, objectiveText, scopeText } from "@/lib/latency/objectives/objective";
import { readObjectives } from "@/lib/latency/page-questions";

import { deleteObjectiveAction, saveObjectiveAction } from "./actions";
import type { PartProps } from "./part-props";

/** What is wanted of latency, and what is left of the room for misses. Each has its own time: the page's range is not theirs. */
export async function ObjectivesPart({ ctx, view, scope }: PartProps) {
  const { statuses, history, shown } = await readObjectives(ctx, scope, view.objective);
  const { slug } = ctx.project;
  const editable = may(ctx.actor, "edit_objectives");
  const save = saveObjectiveAction.bind(null, slug);
  const add = editable && (
    <ObjectiveDialog
      save={save}
      initial={{ measure: view.measure, feature: view.feature?.[0] ?? null, environment: view.env }}
      trigger={
        <Button size="s">
          <Plus aria-hidden className="size-3.5" />
          Set an objective
        </Button>
      }
    />
  );
  if (statuses.length === 0)
    return (
      <Panel how="how-to/find-slow#objectives" title="Objectives" aside={add || undefined}>
        <p className="text-s text-ink-2">
          None yet. An objective says what latency should be, such as “first token within 500 ms for 95 %”,
          and how much of the room for misses is left.
        </p>
      </Panel>
    );
  const missed = (objective: Objective, from: string, to: string) =>
    tracesHref(slug, { from, to, filters: filtersOf(objective) }, sourceOf(objective.measure), {
      ...boundWords(objective.measure, { overMs: objective.thresholdMs }),
    });
  const now = ctx.now().toISOString();
  return (
    <Panel how="how-to/find-slow#objectives" title="Objectives" aside={add} flush>
      <ObjectiveTable
        rows={statuses.map((status) => ({
          ...status,
          showHref: serializeLatencyView(consolePath(slug, "latency"), {
            ...view,
            objective: status.objective.id,
          }),
          shown: status.objective.id === shown?.id,
          missedHref: missed(status.objective, status.from, now),
        }))}
        editable={editable}
        save={save}
        remove={deleteObjectiveAction.bind(null, slug)}
      />
      {shown && history && (
        <div className="grid gap-x-6 border-t border-line px-3.5 pt-2 pb-3 lg:grid-cols-[2fr_1fr] [&>*]:min-w-0">
          <BudgetChart
            question={`How much of the budget is used: ${objectiveText(shown)}, ${scopeText(shown)}`}
            times={history.hours.map(({ at }) => at)}
            left={history.left}
            missedHref={missed(shown, new Date(history.hours[0]?.at ?? now).toISOString(), now)}
          />
          <WorstHours
            hours={history.worst.map((hour) => ({
              ...hour,
              href: missed(
                shown,
                new Date(hour.at).toISOString(),
                new Date(hour.at + 3_600_000).toISOString(),
              ),
            }))}
          />
        </div>
      )}
      <p className="border-t border-line px-3.5 py-1.5 text-xs text-ink-3">
        What did not stream has no first token and is neither good nor bad. The share within a threshold is
        off by at most the bin of the histogram that holds it.
      </p>
    </Panel>
  );
}

const filtersOf = ({ feature, environment, model }: Objective) => ({
  ...(feature === null ? {} : { feature: [feature] }),
  ...(environment === null ? {} : { environment: [environment] }),
  ...(model === null ? {} : { model: [model] }),
});
