import Link from "next/link";

import { SeverityMark, StateBadge } from "@/components/incidents/incident-badges";
import { rulesText } from "@/components/incidents/incident-columns";
import { incidentPath } from "@/components/incidents/incident-paths";
import { consolePath } from "@/components/shell/routes";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { IncidentPage } from "@/lib/incidents/list-incidents";

/** The page is about the whole project: more of them would push that out of sight. */
export const MOST_INCIDENTS = 8;

interface OpenIncidentsProps {
  projectSlug: string;
  /** Unresolved ones of either severity, the newest first, at least {@link MOST_INCIDENTS} where there are so many. */
  alerts: IncidentPage;
  warnings: IncidentPage;
}

/** What somebody should look at now, alerts first; nothing where there is nothing. */
export function OpenIncidents({ projectSlug, alerts, warnings }: OpenIncidentsProps) {
  const all = [...alerts.data, ...warnings.data];
  const data = all.slice(0, MOST_INCIDENTS);
  const isCut = all.length > data.length || alerts.next !== null || warnings.next !== null;
  if (data.length === 0) return null;
  return (
    <Panel
      title="Open incidents"
      aside={
        <>
          {isCut ? `the gravest ${data.length}` : data.length} ·{" "}
          <Link
            href={`${consolePath(projectSlug, "incidents")}${isCut ? "" : "?state=all"}`}
            className="text-accent underline"
          >
            {isCut ? "all open ones" : "all incidents"}
          </Link>
        </>
      }
      flush
    >
      <ul className="text-s">
        {data.map(({ id, title, openedAt, state, severity, rules, owner }) => (
          <li key={id} className="border-t border-line">
            <Link
              href={incidentPath(projectSlug, id)}
              className="flex min-h-8 items-center gap-x-3 px-3.5 py-1 hover:bg-hover max-md:flex-wrap"
            >
              <span className="w-20 shrink-0 max-md:w-auto">
                <SeverityMark severity={severity} />
              </span>
              <span
                className="line-clamp-2 min-w-0 flex-1 wrap-anywhere max-md:order-1 max-md:basis-full"
                title={title}
              >
                {title}
              </span>
              <span className="shrink-0 text-ink-3 max-md:hidden">{rulesText(rules)}</span>
              <StateBadge state={state} />
              <span className="shrink-0 text-ink-3 max-md:ml-auto">
                {owner && <span className="max-md:hidden">{owner.name} · </span>}
                <RelativeTime at={openedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
