import { INCIDENT_STATES } from "./incident";

/** What the list of incidents may show: unresolved ones (open and acknowledged) unless told. */
export const SHOWN_STATES = ["unresolved", ...INCIDENT_STATES, "all"] as const;
export type ShownState = (typeof SHOWN_STATES)[number];
