import type { ChangeMark } from "@/components/charts/types";
import type { TouchingIncident } from "@/lib/incidents/list-touching";

import { SEVERITY_WORDS, STATE_WORDS } from "./incident-labels";
import { incidentPath } from "./incident-paths";

/** Incidents as a chart marks them, each where it began; one that goes on from before stands at the chart's beginning. */
export const incidentMarks = (
  projectSlug: string,
  incidents: readonly TouchingIncident[],
  from: string,
): ChangeMark[] =>
  incidents.map(({ id, title, state, severity, beganAt }) => ({
    at: Math.max(Date.parse(beganAt), Date.parse(from)),
    kind: "incident",
    label: `incident ${id}`,
    detail: `${SEVERITY_WORDS[severity].label}, ${STATE_WORDS[state].label.toLowerCase()}: ${title}`,
    href: incidentPath(projectSlug, id),
  }));
