import { parseAsString, parseAsStringLiteral } from "nuqs/server";

import { SEVERITIES } from "@/lib/incidents/incident";
import { SHOWN_STATES } from "@/lib/incidents/shown-states";

/** What the list of incidents keeps in its URL. */
export const incidentsParams = {
  state: parseAsStringLiteral(SHOWN_STATES).withDefault("unresolved"),
  severity: parseAsStringLiteral(SEVERITIES),
  /** Words of the title. */
  q: parseAsString.withDefault(""),
};
