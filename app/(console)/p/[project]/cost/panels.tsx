import { changeMarks } from "@/components/charts/time-series/change-marks";
import { AnatomyPanel } from "@/components/cost/anatomy-panel";
import { AnomaliesPanel } from "@/components/cost/anomalies-panel";
import { BreakdownPanel } from "@/components/cost/breakdown-panel";
import { breakdownLines, breakdownSeries } from "@/components/cost/breakdown-rows";
import { ChangePanel } from "@/components/cost/change-panel";
import { costBins, costMarks } from "@/components/cost/cost-bins";
import { groupLabel } from "@/components/cost/cost-links";
import { InteractionPanel } from "@/components/cost/interaction-panel";
import { MonthPanel } from "@/components/cost/month-panel";
import { UsersPanel } from "@/components/cost/users-panel";
import { WastePanel } from "@/components/cost/waste-panel";
import { modelsOf, scenarioOf, whatIfAnswer } from "@/components/cost/what-if-answer";
import { WhatIfPanel } from "@/components/cost/what-if-panel";
import { tokenWeights } from "@/lib/cost/token-weights";
import { cacheShareOf } from "@/lib/cost/what-if";
import { incidentMarks } from "@/components/incidents/incident-marks";
import { plural } from "@/lib/format/count";
import { byInterval } from "@/lib/format/interval";
import { listTouching } from "@/lib/incidents/list-touching";
import { listChanges } from "@/lib/metrics/changes";
import { tokenAnatomy } from "@/lib/spend/anatomy";
import { costAnomalies } from "@/lib/spend/cost-anomalies";
import { costBreakdown } from "@/lib/spend/cost-breakdown";
import { costChange } from "@/lib/spend/cost-change";
import { interactionCosts } from "@/lib/spend/interaction-costs";
import { monthEnd } from "@/lib/spend/month-end";
import { addSpend } from "@/lib/spend/read-spend";
import { userSpend } from "@/lib/spend/user-spend";
import { wasteOf } from "@/lib/spend/waste";

import type { PartProps } from "./part-props";

/** Each panel asks its own question, so that a slow one keeps no other waiting. */

/** Beside what a tokenizer's counts are in. */
const marked = (text: string, { now }: PartProps["summary"]): string =>
  now.spend.some(({ estimated }) => estimated > 0) ? `${text}; ~ some tokens are estimated` : text;

export async function Costs({ ctx, query, view, links, interval, period, summary }: PartProps) {
  const { environment, feature } = query.filters;
  const asked = { from: query.from, to: query.to, environment, feature };
  const [breakdown, changes, incidents] = await Promise.all([
    costBreakdown(ctx, query, view.by, interval),
    listChanges(ctx, asked),
    listTouching(ctx, asked),
  ]);
  const marks = [
    ...changeMarks(changes, (words) =>
      links.traces(Object.fromEntries(Object.entries(words).map(([word, value]) => [word, [value]]))),
    ),
    ...incidentMarks(ctx.project.slug, incidents, query.from),
  ];
  return (
    <BreakdownPanel
      group={groupLabel(view.by)}
      times={breakdown.times}
      series={breakdownSeries(breakdown, links)}
      marks={marks}
      lines={breakdownLines(breakdown, links)}
      interval={marked(byInterval(interval), summary)}
      counted={breakdown.rows.every(({ interactions }) => interactions === null) ? "call" : "interaction"}
      period={period}
      traces={links.traces()}
      covered={coveredOf(query)}
    />
  );
}

const coveredOf = ({ from, to }: PartProps["query"]) => ({ from: Date.parse(from), to: Date.parse(to) });

export const Change = ({ summary, period, links, at }: PartProps) => (
  <ChangePanel change={costChange(summary, at)} period={period} links={links} />
);

export async function Users({ ctx, query, links, summary }: PartProps) {
  const spend = await userSpend(ctx, query);
  return (
    spend && <UsersPanel spend={spend} links={links} users={marked(plural(spend.users, "user"), summary)} />
  );
}

export async function Interactions({ ctx, query, links, interval, summary }: PartProps) {
  const costs = await interactionCosts(ctx, query, interval);
  if (costs === null) return null;
  const { looked, interactions } = costs;
  return (
    <InteractionPanel
      times={costs.times}
      mean={costs.mean}
      bins={costBins(costs.distribution)}
      marks={costMarks(costs.distribution)}
      interval={marked(byInterval(interval), summary)}
      looked={
        looked >= interactions
          ? plural(interactions, "interaction")
          : `a sample of ${plural(looked, "interaction")}`
      }
      traces={links.traces()}
      covered={coveredOf(query)}
    />
  );
}

export const Anatomy = ({ summary, links, at }: PartProps) => (
  <AnatomyPanel anatomy={tokenAnatomy(summary.now.spend, tokenWeights(summary.book, at))} links={links} />
);

export const Waste = ({ summary, links }: PartProps) => (
  <WastePanel waste={wasteOf(summary.now)} links={links} />
);

export async function Month({ ctx, query }: PartProps) {
  return <MonthPanel month={await monthEnd(ctx, query)} zone={query.zone} />;
}

export function WhatIf({ summary, view, at }: PartProps) {
  const models = modelsOf(summary).flatMap(({ model }) => (model === null ? [] : [model]));
  const share = cacheShareOf(addSpend(summary.now.spend).tokens);
  return (
    <WhatIfPanel
      models={[...new Set(models)]}
      cachedNow={share === null ? "" : (share * 100).toFixed(1)}
      answer={whatIfAnswer(summary, scenarioOf(view), at)}
    />
  );
}

export async function Anomalies({ ctx, query, links, view }: PartProps) {
  return (
    <AnomaliesPanel anomalies={await costAnomalies(ctx, query, Number(view.above ?? "1"))} links={links} />
  );
}
