import { CircleAlert, TriangleAlert } from "lucide-react";

import { Badge } from "@/components/ui/badge";
import type { IncidentState, Severity } from "@/lib/incidents/incident";

import { SEVERITY_WORDS, STATE_WORDS } from "./incident-labels";

export const StateBadge = ({ state }: { state: IncidentState }) => (
  <Badge tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].label}</Badge>
);

/** Its shape says it too. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const Icon = severity === "alert" ? CircleAlert : TriangleAlert;
  return (
    <span
      className={`inline-flex items-center gap-1 align-middle whitespace-nowrap ${severity === "alert" ? "text-bad" : "text-warn"}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {SEVERITY_WORDS[severity].label}
    </span>
  );
}
