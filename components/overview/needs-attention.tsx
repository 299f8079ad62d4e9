import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { SeverityMark } from "@/components/incidents/incident-badges";
import { RULE_LABELS } from "@/components/incidents/incident-labels";
import { incidentPath } from "@/components/incidents/incident-paths";
import { consolePath } from "@/components/shell/routes";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Ceiling } from "@/lib/budgets/tightest-ceiling";
import { plural } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import type { IncidentSummary } from "@/lib/incidents/incident";

import { type Lacking, lackingWords } from "./lacking";

/** The page is about the whole project: more of them would push that out of sight. */
export const MOST_INCIDENTS = 3;
/** From so much of a ceiling on it is worth a line. */
const NEAR_CEILING = 0.8;

interface NeedsAttentionProps {
  projectSlug: string;
  /** The gravest that nobody has resolved, each one cause, at most {@link MOST_INCIDENTS}; and how many there are. */
  incidents: readonly IncidentSummary[];
  unresolved: number;
  ceiling: Ceiling | null;
  /** What traces of the range lack, the most frequent first, with the traces that lack it. */
  lacking: readonly (Lacking & { href: string })[];
}

/** What somebody should look at now, the gravest first: each line leads to what it speaks of. */
export function NeedsAttention(props: NeedsAttentionProps) {
  const { projectSlug, incidents, unresolved, ceiling, lacking } = props;
  const near = ceiling !== null && ceiling.used >= NEAR_CEILING ? ceiling : null;
  const nothing = incidents.length === 0 && near === null && lacking.length === 0;
  return (
    <Panel
      title="Needs attention"
      aside={
        <Link href={consolePath(projectSlug, "incidents")} className="text-accent underline">
          {unresolved === 0 ? "no open incident" : plural(unresolved, "open incident")}
        </Link>
      }
      flush
    >
      {nothing ? (
        <p className="px-3.5 pb-3 text-s text-ink-2">
          Nothing: no open incident, no ceiling near, and the record lacks nothing.
        </p>
      ) : (
        <ul className="text-s">
          {incidents.map((incident) => (
            <IncidentLine key={incident.id} {...{ projectSlug, incident }} />
          ))}
          {near && (
            <Line
              href={`${consolePath(projectSlug, "budgets")}/${near.id}`}
              mark="Ceiling"
              aside={near.period}
            >
              {near.name}: {formatUsd(near.spentUsd)} of {formatUsd(near.limitUsd)} spent,{" "}
              {formatPercent(near.used)}
            </Line>
          )}
          {lacking.map((one) => (
            <Line key={one.part} href={one.href} mark="Incomplete" aside="in this range">
              <b className="tabular font-medium">{one.n.toLocaleString("en")}</b> {lackingWords(one)}
            </Line>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The incident, and whom or what it is about: the traces, the budget or monitor behind it. */
function IncidentLine({ projectSlug, incident }: { projectSlug: string; incident: IncidentSummary }) {
  const { id, title, severity, rules, findings, openedAt, owner, link, impact } = incident;
  const rule = rules.length === 1 ? rules[0] : undefined;
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 border-t border-line px-3.5 py-1 hover:bg-hover">
      <span className="w-22 shrink-0">
        <SeverityMark severity={severity} />
      </span>
      <Link
        href={incidentPath(projectSlug, id)}
        title={title}
        className="line-clamp-2 min-w-0 flex-1 wrap-anywhere hover:underline max-md:order-1 max-md:basis-full"
      >
        {title}
      </Link>
      <span className="flex shrink-0 gap-x-3 text-ink-3 max-md:order-2">
        {findings > 1 && <span>{plural(findings, "finding")}</span>}
        {impact !== null && impact.users > 0 && <span>{plural(impact.users, "user")}</span>}
        {rule !== undefined && !link.includes("/incidents/") && (
          <Link href={link} className="hover:text-accent hover:underline">
            {RULE_LABELS[rule]}
          </Link>
        )}
        {owner && <span className="max-lg:hidden">{owner.name}</span>}
      </span>
      <span className="shrink-0 text-ink-3 max-md:ml-auto">
        <RelativeTime at={openedAt} />
      </span>
    </li>
  );
}

const Line = ({
  href,
  mark,
  aside,
  children,
}: {
  href: string;
  mark: string;
  aside: string;
  children: ReactNode;
}) => (
  <li className="border-t border-line">
    <Link href={href} className="flex min-h-8 items-center gap-3 px-3.5 py-1 hover:bg-hover">
      <span className="flex w-22 shrink-0 items-center gap-1.5 text-warn">
        <span aria-hidden className="size-2 rounded-[2px] shadow-[inset_0_0_0_1.5px_var(--warn)]" />
        {mark}
      </span>
      <span className="min-w-0 flex-1 wrap-anywhere">{children}</span>
      <span className="shrink-0 text-ink-3">{aside}</span>
    </Link>
  </li>
);
