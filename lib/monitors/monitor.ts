import type { Querying } from "@/db/client";

import type { Definition, Monitor } from "./definition";
import type { Level, State } from "./judge";

/** A monitor as it is stored. */
export interface StoredMonitor {
  id: number;
  monitor: Monitor;
  mutedUntil: string | null;
  evaluatedTo: string | null;
  failure: string | null;
  createdBy: string;
  createdAt: string;
  changedAt: string;
}

type MonitorRow = Omit<StoredMonitor, "monitor"> & { name: string; enabled: boolean; definition: Definition };

/** Columns of `monitors`, for {@link fromRow}. */
export const monitorColumns = (sql: Querying) => sql`
  m.id, m.name, m.enabled, m.definition, m.muted_until as "mutedUntil", m.evaluated_to as "evaluatedTo", m.failure,
  m.created_by as "createdBy", m.created_at as "createdAt", m.changed_at as "changedAt"`;

export const fromRow = ({ name, enabled, definition, ...row }: MonitorRow): StoredMonitor => ({
  ...row,
  monitor: { ...definition, name, enabled } as Monitor,
});

export type { MonitorRow };

/** What is kept of a series beside what judging knows. */
export interface Kept extends State {
  /** Channels or pages know of it: its finding has this level. */
  told?: Level;
  /** When anything came of it the last time. */
  seenMs: number;
  /** When channels were told the last time; null: they were not. */
  toldAtMs: number | null;
  /** Of features: when a round saw something new of it the last time, whatever time that is of. */
  arrivedMs?: number;
  /** Of features: which minutes of which hours had any, for their habit. None: all of them are read anew. */
  hours?: Record<string, string>;
}
