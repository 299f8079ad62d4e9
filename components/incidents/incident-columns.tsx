import Link from "@/components/ui/link";

import { figureColumn, textColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { IncidentSummary } from "@/lib/incidents/incident";

import { SeverityMark, StateBadge } from "./incident-badges";
import { IncidentDuration } from "./incident-duration";
import { RULE_LABELS } from "./incident-labels";

const NOT_COUNTED = "not counted: it is not known which interactions it is about, or nobody has counted yet";

export const rulesText = (rules: IncidentSummary["rules"]): string =>
  rules.map((rule) => RULE_LABELS[rule]).join(", ");

/** None of them sorts: the list comes page by page, the newest first. */
export const incidentColumns = (hrefOf: (id: string) => string): Column<IncidentSummary>[] => [
  {
    head: "Incident",
    className: TAKES_THE_REST,
    title: ({ title }) => title,
    cell: ({ id, title }) => (
      <Link href={hrefOf(id)} className="font-medium hover:text-accent hover:underline">
        {title}
      </Link>
    ),
  },
  { head: "State", cell: ({ state }) => <StateBadge state={state} /> },
  { head: "Severity", cell: ({ severity }) => <SeverityMark severity={severity} /> },
  textColumn("Found by", ({ rules }) => rulesText(rules), { dim: true, className: "max-w-48 truncate" }),
  { head: "Since", dim: true, cell: (incident) => <IncidentDuration {...incident} /> },
  {
    head: "Owner",
    dim: true,
    className: "max-w-40 truncate",
    title: ({ owner }) => owner?.name,
    cell: ({ owner }) => owner?.name ?? <span className="text-ink-3">nobody</span>,
  },
  figureColumn("Interactions", "count", ({ impact }) => impact?.interactions, { unknown: NOT_COUNTED }),
  figureColumn("Users", "count", ({ impact }) => impact?.users, { unknown: NOT_COUNTED }),
  {
    head: "Cost",
    numeric: true,
    cell: ({ impact }) => <Figure value={impact?.costUsd} quantity="usd" unknown={NOT_COUNTED} />,
  },
];
