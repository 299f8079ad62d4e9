import { z } from "zod";

import { parseQuery } from "@/lib/http/query";

import { type IncidentState, SEVERITIES } from "./incident";
import type { ListIncidents } from "./list-incidents";
import { SHOWN_STATES, type ShownState } from "./shown-states";

/** Query of the console's list and of its export. */
const schema = z.object({
  state: z.enum(SHOWN_STATES).default("unresolved"),
  severity: z.enum(SEVERITIES).optional(),
  q: z.string().max(200).optional(),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  format: z.enum(["csv", "json"]).default("csv"),
});
type IncidentQuery = z.output<typeof schema>;

/** @throws Failure bad_request that names the wrong parameter */
export const parseIncidentQuery = (params: URLSearchParams): IncidentQuery => parseQuery(schema, params);

const STATES: Partial<Record<ShownState, IncidentState[]>> = {
  unresolved: ["open", "acknowledged"],
  all: [],
};

/** The same as the list of incidents takes it. */
export const incidentQuery = ({
  state,
  severity,
  q,
  before,
}: Pick<IncidentQuery, "state" | "severity" | "q" | "before">): ListIncidents => ({
  state: STATES[state] ?? [state as IncidentState],
  ...(severity && { severity }),
  ...(q && { q }),
  ...(before && { before }),
});
