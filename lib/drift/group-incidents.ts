import type { Tx } from "@/db/client";
import type { Established } from "@/lib/findings/finding";

import type { DriftDetail } from "./establish-drift";

const HOUR_MS = 3_600_000;
/** Beginnings that are known to an hour are the same when so much lies between them. */
const SAME_MS = HOUR_MS;
/** Findings that are looked at, the latest first. */
const MOST = 500;

/** What findings are grouped by: where they are, and when they began. */
export interface Grouped {
  /** `cause_key` of their incident. */
  causeKey: string;
  feature: string;
  environment: string;
  fromMs: number;
  toMs: number;
}

/**
 * Which incident a finding belongs to: that of findings of its feature that began with it, else one of its own. Not that of other
 * features: an incident's impact is counted where its worst finding is.
 * @param open findings of unresolved incidents, the latest first
 */
export function causeKeyOf(one: Omit<Grouped, "causeKey">, open: readonly Grouped[]): string {
  const found = open.find(
    (other) =>
      other.feature === one.feature &&
      other.environment === one.environment &&
      one.fromMs - SAME_MS <= other.toMs &&
      other.fromMs <= one.toMs + SAME_MS,
  );
  return found?.causeKey ?? `drift ${JSON.stringify([one.feature, one.environment, one.fromMs])}`;
}

type Placed = Pick<DriftDetail, "feature" | "environment" | "began">;

const groupedBy = ({ feature, environment, began }: Placed): Omit<Grouped, "causeKey"> => ({
  feature,
  environment,
  fromMs: Date.parse(began.from),
  toMs: Date.parse(began.to),
});

/** Gives findings that are about to be opened the incident that they belong to. */
export async function groupIncidents(
  tx: Tx,
  projectId: number,
  established: readonly Established<DriftDetail>[],
): Promise<Established<DriftDetail>[]> {
  if (established.length === 0) return [];
  const rows = await tx<{ causeKey: string; detail: Placed }[]>`
    select i.cause_key as "causeKey",
      jsonb_build_object('feature', f.detail -> 'feature', 'environment', f.detail -> 'environment', 'began', f.detail -> 'began') as detail
    from findings f
    join incidents i on i.id = f.incident_id and i.project_id = f.project_id
    where f.project_id = ${projectId} and f.rule = 'drift' and i.state in ('open', 'acknowledged') and f.detail ? 'began'
    order by f.found_at desc
    limit ${MOST}`;
  const open = rows.map(({ causeKey, detail }): Grouped => ({ causeKey, ...groupedBy(detail) }));
  return established.map((one) => {
    const mine = groupedBy(one.detail);
    const key = causeKeyOf(mine, open);
    open.unshift({ causeKey: key, ...mine });
    return one.cause === null ? one : { ...one, cause: { ...one.cause, key } };
  });
}
