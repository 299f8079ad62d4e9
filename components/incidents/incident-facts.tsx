"use client";

import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { SimulatedBadge } from "@/components/shell/simulated";
import { Figure } from "@/components/ui/figure";
import { AbsoluteTime, RelativeTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import type { IncidentDetail } from "@/lib/incidents/incident";

import { SeverityMark, StateBadge } from "./incident-badges";
import { affectedHref } from "./incident-links";

/** How it stands, when it was, and whom it concerned. */
export function IncidentFacts({ incident, projectSlug }: { incident: IncidentDetail; projectSlug: string }) {
  const { state, severity, owner, beganAt, openedAt, resolvedAt, resolvedBy, resolution } = incident;
  return (
    <section
      aria-label="How it stands"
      className="grid overflow-hidden rounded-l border border-line bg-surface sm:grid-cols-2 xl:grid-cols-[1fr_1fr_1.6fr]"
    >
      <Fact label="State">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-m">
          <StateBadge state={state} />
          <SeverityMark severity={severity} />
          {incident.simulated && <SimulatedBadge />}
        </span>
        <span className="mt-1 block text-s text-ink-2">
          {owner === null ? "Nobody owns it." : `Owned by ${owner.name}.`}
          {incident.acknowledgedBy !== null && ` Acknowledged by ${incident.acknowledgedBy}.`}
          {incident.reviewedBy !== null && ` Reviewed by ${incident.reviewedBy}.`}
        </span>
        {resolution !== null && (
          <span className="mt-1 block text-s wrap-anywhere text-ink-2">
            {resolvedBy === null ? "Recovered" : `Resolved by ${resolvedBy}`}: {resolution}
          </span>
        )}
      </Fact>
      <Fact label="Time">
        <dl className="grid grid-cols-[max-content_1fr] gap-x-3 gap-y-0.5 text-s">
          <dt className="text-ink-3">Began</dt>
          <dd>
            <AbsoluteTime at={beganAt} />
          </dd>
          <dt className="text-ink-3">Detected</dt>
          <dd>
            <AbsoluteTime at={openedAt} />
            <After from={beganAt} to={openedAt} />
          </dd>
          <dt className="text-ink-3">Ended</dt>
          <dd>
            {resolvedAt === null ? (
              <>
                not yet, began <RelativeTime at={beganAt} />
              </>
            ) : (
              <>
                <AbsoluteTime at={resolvedAt} />
                <After from={beganAt} to={resolvedAt} />
              </>
            )}
          </dd>
        </dl>
      </Fact>
      <Fact label="Impact">
        <Impact incident={incident} projectSlug={projectSlug} />
      </Fact>
    </section>
  );
}

function After({ from, to }: { from: string; to: string }) {
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 1000 ? null : (
    <>
      , after <Figure value={ms} quantity="duration" />
    </>
  );
}

function Impact({ incident, projectSlug }: { incident: IncidentDetail; projectSlug: string }) {
  const { impact, affected } = incident;
  if (impact === null)
    return (
      <span className="text-s text-ink-2">
        {affected === null
          ? "It is not known which interactions it is about."
          : "Not counted yet: the worker does so within a minute or two."}
      </span>
    );
  const href = affected === null ? null : affectedHref(projectSlug, affected, impact);
  return (
    <>
      <dl className="flex flex-wrap gap-x-7 gap-y-2">
        <Amount name={impact.interactions === 1 ? "interaction" : "interactions"}>
          <Figure value={impact.interactions} quantity="count" />
        </Amount>
        <Amount name="failed">
          <Figure value={impact.failed} quantity="count" />
        </Amount>
        <Amount name={impact.users === 1 ? "user" : "users"} tip="known by an id">
          <Figure value={impact.users} quantity="count" />
        </Amount>
        <Amount name="cost">
          <Figure value={impact.costUsd} quantity="usd" />
        </Amount>
      </dl>
      <span className="mt-1 block text-s text-ink-2">
        {impact.unknownCostCalls > 0 &&
          `${plural(impact.unknownCostCalls, "call")} of unknown cost not included. `}
        {href !== null && (
          <>
            <Link href={href} prefetch={false} className="text-accent underline">
              Show the traces
            </Link>
            {", counted up to "}
            <RelativeTime at={impact.to} />
          </>
        )}
      </span>
    </>
  );
}

const Amount = ({ name, tip, children }: { name: string; tip?: string; children: ReactNode }) => (
  <div className="flex flex-col-reverse">
    <dt className="text-s text-ink-3" data-tip={tip}>
      {name}
    </dt>
    <dd className="text-l font-semibold tracking-[-0.01em]">{children}</dd>
  </div>
);

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="-mr-px -mb-px min-w-0 border-r border-b border-line px-3.5 pt-3 pb-3 sm:max-xl:last:col-span-2">
    <div className="mb-1 text-s text-ink-2">{label}</div>
    {children}
  </div>
);
