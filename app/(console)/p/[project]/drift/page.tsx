import { ChartSpline } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { AcceptButton } from "@/components/drift/accept-button";
import { BaselineForm } from "@/components/drift/baseline-form";
import { CompareForm } from "@/components/drift/compare-form";
import { DriftFinding } from "@/components/drift/drift-finding";
import { FeatureTable } from "@/components/drift/feature-table";
import { PromiseSelect } from "@/components/drift/promise-select";
import { type DriftView, loadDriftView, serializeDriftView } from "@/components/drift/search-params";
import { signalRows } from "@/components/drift/signal-rows";
import { SignalTable } from "@/components/drift/signal-table";
import { listHref } from "@/components/trace-list/list-href";
import { PageHeader } from "@/components/shell/page-header";
import { PagePart } from "@/components/shell/page-part";
import { consolePath } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";

import { type DriftOverview, type FeatureDrift, listDrift } from "@/lib/drift/list-drift";
import { pinnedBaseline } from "@/lib/drift/pin-baseline";
import { placeOf, type SeriesKey } from "@/lib/drift/series";
import { PROMISES } from "@/lib/drift/set-promise";
import { plural } from "@/lib/format/count";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import {
  acceptDriftAction,
  compareAnswersAction,
  pinBaselineAction,
  readPromptDiffAction,
  setPromiseAction,
} from "./actions";
import { SeriesPart } from "./series-part";

export const metadata: Metadata = { title: "Drift" };

/** Where the page shows one signal over time: findings lead there. */
const SIGNAL = "signal";

interface DriftPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function DriftPage({ params, searchParams }: DriftPageProps) {
  const { project } = await params;
  const [ctx, view] = await Promise.all([pageContext(project), loadDriftView(searchParams)]);
  const drift = await listDrift(ctx);
  const features = drift.features.filter(({ environment }) => view.env === null || environment === view.env);
  const chosen =
    features.find((one) => one.feature === view.feature && one.environment === view.environment) ??
    features[0];
  const path = consolePath(project, "drift");
  const hrefOf = (key: Partial<SeriesKey>): string =>
    serializeDriftView(path, { ...view, dimension: "", value: "", signal: null, ...key });
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <PageHeader title="Drift" meta={<Reliability ctx={ctx} drift={drift} />} />
      {features.length === 0 || !chosen ? (
        <Panel flush>
          <EmptyState icon={ChartSpline} title="Nothing is watched yet">
            Every feature is watched by itself, without configuration: failures, latency, first token, cost,
            answers, tools, retrieval, questions and scores. The first figures are there some minutes after
            the first interactions, and a day of them is what is usual.
          </EmptyState>
        </Panel>
      ) : (
        <>
          <Moved ctx={ctx} features={features} hrefOf={hrefOf} />
          <FeatureTable
            rows={features.map((one) => ({
              feature: one.feature,
              environment: one.environment,
              interactions: one.interactions,
              moved: one.findings.length,
              watched: one.watched.length,
              waiting: one.waiting.length,
              href: hrefOf({ feature: one.feature, environment: one.environment }),
              chosen: one === chosen,
            }))}
          />
          <Chosen ctx={ctx} view={view} feature={chosen} hrefOf={hrefOf} />
        </>
      )}
    </div>
  );
}

/** What may be relied on. */
const Reliability = ({ ctx, drift }: { ctx: Context; drift: DriftOverview }) => (
  <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
    At most one false alarm in{" "}
    {may(ctx.actor, "edit_incidents") ? (
      <PromiseSelect
        weeks={drift.falseAlarmWeeks}
        offered={PROMISES}
        change={setPromiseAction.bind(null, ctx.project.slug)}
      />
    ) : (
      plural(drift.falseAlarmWeeks, "week")
    )}
    {drift.watchedTo && (
      <span>
        <span aria-hidden className="max-md:hidden">
          ·{" "}
        </span>
        looked at until <AbsoluteTime at={drift.watchedTo} seconds={false} />
      </span>
    )}
  </span>
);

interface MovedProps {
  ctx: Context;
  features: readonly FeatureDrift[];
  hrefOf: (key: SeriesKey) => string;
}

function Moved({ ctx, features, hrefOf }: MovedProps) {
  const findings = features
    .flatMap((one) => one.findings)
    .toSorted((a, b) => b.foundAt.localeCompare(a.foundAt));
  const watched = features.reduce((sum, one) => sum + one.watched.length, 0);
  const waiting = features.reduce((sum, one) => sum + one.waiting.length, 0);
  if (findings.length === 0)
    return (
      <Panel how="how-to/see-drift#the-promise" title="What moved" flush>
        <EmptyState small title="Nothing">
          {watched === 0
            ? `No signal of ${plural(features.length, "feature")} has the day and the 200 interactions yet that a judgement needs.`
            : `${plural(watched, "signal")} of ${plural(features.length, "feature")} ${watched === 1 ? "is" : "are"} as usual${
                waiting > 0 ? `, ${plural(waiting, "more", "more")} lack data for a judgement` : ""
              }. What each could have shown stands below. ${unjudgedText(features)}`}
        </EmptyState>
      </Panel>
    );
  const moved = features.filter((one) => one.findings.length > 0);
  return (
    <Panel
      how="how-to/see-drift#the-promise"
      title="What moved"
      aside={plural(findings.length, "finding")}
      flush
    >
      {moved.map((feature) => (
        <MovedFeature
          key={placeOf({ ...feature, dimension: "", value: "" })}
          ctx={ctx}
          feature={feature}
          hrefOf={hrefOf}
        />
      ))}
    </Panel>
  );
}

/** All that moved in one feature: one cause, most of the time. */
function MovedFeature({
  ctx,
  feature,
  hrefOf,
}: {
  ctx: Context;
  feature: FeatureDrift;
  hrefOf: MovedProps["hrefOf"];
}) {
  const { slug } = ctx.project;
  const incidents = new Map(
    feature.findings.flatMap(({ incident }) => (incident ? [[incident.id, incident.state]] : [])),
  );
  return (
    <section aria-label={placeOf({ ...feature, dimension: "", value: "" })}>
      <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line bg-sunken px-3.5 py-1.5 text-s font-semibold">
        <span aria-hidden className="size-2 shrink-0 rounded-[2px] bg-warn" />
        {placeOf({ ...feature, dimension: "", value: "" })}
        {[...incidents].map(([id, state]) => (
          <Link key={id} href={`/p/${slug}/incidents/${id}`} className="font-normal">
            <Badge tone={state === "open" ? "warn" : "neutral"}>
              incident {id}, {state}
            </Badge>
          </Link>
        ))}
      </h3>
      {feature.findings.map((finding) => (
        <DriftFinding
          key={finding.id}
          projectSlug={slug}
          finding={finding}
          href={`${hrefOf(finding.detail)}#${SIGNAL}`}
          tracesHref={
            finding.affected === null
              ? null
              : listHref(slug, finding.affected, { from: finding.detail.began.at })
          }
          readPromptDiff={may(ctx.actor, "read_content") ? readPromptDiffAction.bind(null, slug) : null}
          actions={
            may(ctx.actor, "edit_incidents") && (
              <AcceptButton id={finding.id} accept={acceptDriftAction.bind(null, slug)} />
            )
          }
        />
      ))}
    </section>
  );
}

/** What is watched and yet not judged now, each reason once with how many signals it holds for. */
function unjudgedText(features: readonly FeatureDrift[]): string {
  const reasons = new Map<string, number>();
  for (const { judging } of features.flatMap(({ watched }) => watched))
    if (!["judging", "moved"].includes(judging.state))
      reasons.set(judging.text, (reasons.get(judging.text) ?? 0) + 1);
  return [...reasons]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([text, count]) => `${plural(count, "signal")} not judged now: ${text}`)
    .join(" ");
}

interface ChosenProps {
  ctx: Context;
  view: DriftView;
  feature: FeatureDrift;
  hrefOf: (key: SeriesKey) => string;
}

/** One feature: its signals, and one of them over time. */
function Chosen({ ctx, view, feature, hrefOf }: ChosenProps) {
  const moved = feature.findings[0]?.detail;
  const all: SeriesKey[] = [...feature.watched, ...feature.waiting];
  const asked = view.signal === null ? undefined : all.find((one) => isAsked(one, view));
  const key =
    asked ??
    moved ??
    all.find(({ signal, dimension }) => signal === "failed" && dimension === "") ??
    all[0] ??
    null;
  return (
    <>
      {key && (
        <div id={SIGNAL} className="min-w-0 scroll-mt-[calc(var(--bar)+1rem)]">
          <PagePart
            title="The signal over time"
            of={JSON.stringify([key, view.range, view.from, view.to])}
            height="h-80"
          >
            <SeriesPart ctx={ctx} view={view} seriesKey={key} findings={feature.findings} />
          </PagePart>
        </div>
      )}
      <SignalTable
        place={placeOf({ ...feature, dimension: "", value: "" })}
        rows={signalRows(feature, hrefOf, key)}
      />
      <Panel title={`Baseline of ${placeOf({ ...feature, dimension: "", value: "" })}`}>
        <PagePart
          title="The baseline"
          of={JSON.stringify([feature.feature, feature.environment])}
          height="h-20"
        >
          <BaselinePart ctx={ctx} feature={feature} />
        </PagePart>
      </Panel>
      <Panel title={`Answers of ${placeOf({ ...feature, dimension: "", value: "" })}`}>
        <CompareForm
          key={`${feature.feature} ${feature.environment}`}
          nowMs={ctx.now().getTime()}
          compare={compareAnswersAction.bind(null, ctx.project.slug, {
            feature: feature.feature,
            environment: feature.environment,
          })}
        />
      </Panel>
    </>
  );
}

async function BaselinePart({ ctx, feature }: Pick<ChosenProps, "ctx" | "feature">) {
  const place = { feature: feature.feature, environment: feature.environment };
  const versions = new Set(
    [...feature.watched, ...feature.waiting].flatMap(({ dimension, value }) =>
      dimension === "prompt_version" ? value : [],
    ),
  );
  return (
    <BaselineForm
      key={`${feature.feature} ${feature.environment}`}
      nowMs={ctx.now().getTime()}
      pinned={await pinnedBaseline(ctx, place)}
      versions={[...versions].map((value) => ({ value, label: formatFingerprint(value).slice(0, 8) }))}
      pin={may(ctx.actor, "edit_incidents") ? pinBaselineAction.bind(null, ctx.project.slug, place) : null}
    />
  );
}

const isAsked = (key: SeriesKey, { signal, dimension, value }: DriftView): boolean =>
  key.signal === signal && key.dimension === dimension && key.value === value;
