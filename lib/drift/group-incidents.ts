import type { Tx } from "@/db/client";
import type { Established } from "@/lib/findings/finding";

import type { Candidate } from "./causes/candidate";
import type { DriftDetail } from "./establish-drift";
import { placeOf } from "./series";

const HOUR_MS = 3_600_000;
/** Beginnings that are known to an hour are the same when so much lies between them. */
const SAME_MS = HOUR_MS;
/** Findings that are looked at, the latest first. */
const MOST = 500;
/**
 * How likely a candidate must be before findings of other features share its incident. One that all interactions are of says little of
 * a single finding (`BELIEF.everywhere`); of several that began together it is what they have in common.
 */
const LIKELY = 0.2;

/** Features that a title names. */
const NAMED = 3;
const LIST = new Intl.ListFormat("en");
const WHOLE = { environment: "", dimension: "", value: "" } as const;

/** What findings are grouped by: where they are, and when they began. */
export interface Grouped {
  /** `cause_key` of their incident. */
  causeKey: string;
  feature: string;
  environment: string;
  fromMs: number;
  toMs: number;
  /** Its likely causes, the same text for the same one. */
  likely: readonly string[];
}

/**
 * Which incident a finding belongs to: that of findings that began with it and are of its feature or share a likely cause, else one
 * of its own. An environment has its own incidents.
 * @param open findings of unresolved incidents, the latest first
 */
export function causeKeyOf(one: Omit<Grouped, "causeKey">, open: readonly Grouped[]): string {
  const found = open.find(
    (other) =>
      (other.feature === one.feature || one.likely.some((cause) => other.likely.includes(cause))) &&
      other.environment === one.environment &&
      one.fromMs - SAME_MS <= other.toMs &&
      other.fromMs <= one.toMs + SAME_MS,
  );
  return found?.causeKey ?? `drift ${JSON.stringify([one.feature, one.environment, one.fromMs])}`;
}

type Placed = Pick<DriftDetail, "feature" | "environment" | "began"> & {
  candidates: Pick<Candidate, "dimension" | "value" | "score">[] | null;
};

const groupedBy = ({ feature, environment, began, candidates }: Placed): Omit<Grouped, "causeKey"> => ({
  feature,
  environment,
  fromMs: Date.parse(began.from),
  toMs: Date.parse(began.to),
  likely: (candidates ?? [])
    .filter(({ score }) => score >= LIKELY)
    .map(({ dimension, value }) => JSON.stringify([dimension, value])),
});

/** What an incident of several features is called: no single finding's words; null: one feature's is called as its finding. */
export function titleOf(own: readonly Pick<Grouped, "feature" | "environment">[]): string | null {
  const features = [...new Set(own.map(({ feature }) => feature))].toSorted();
  if (features.length < 2) return null;
  const named = features.slice(0, NAMED).map((feature) => placeOf({ ...WHOLE, feature }));
  const rest = features.length - named.length;
  const environment = own[0]?.environment ?? "";
  return `${LIST.format(rest > 0 ? [...named, `${rest} more`] : named)}${environment === "" ? "" : ` in ${environment}`}: changed together`;
}

/** Gives findings that are about to be opened the incident that they belong to. */
export async function groupIncidents(
  tx: Tx,
  projectId: number,
  established: readonly Established<DriftDetail>[],
): Promise<Established<DriftDetail>[]> {
  if (established.length === 0) return [];
  const rows = await tx<{ causeKey: string; detail: Placed }[]>`
    select i.cause_key as "causeKey",
      jsonb_build_object('feature', f.detail -> 'feature', 'environment', f.detail -> 'environment', 'began', f.detail -> 'began',
        'candidates', f.detail -> 'candidates') as detail
    from findings f
    join incidents i on i.id = f.incident_id and i.project_id = f.project_id
    where f.project_id = ${projectId} and f.rule = 'drift' and i.state in ('open', 'acknowledged') and f.detail ? 'began'
    order by f.found_at desc
    limit ${MOST}`;
  const open = rows.map(({ causeKey, detail }): Grouped => ({ causeKey, ...groupedBy(detail) }));
  const keys = established.map((one) => {
    const mine = groupedBy(one.detail);
    const causeKey = causeKeyOf(mine, open);
    open.unshift({ causeKey, ...mine });
    return causeKey;
  });
  return established.map((one, index) => {
    const key = keys[index] ?? "";
    const title = titleOf(open.filter(({ causeKey }) => causeKey === key));
    return one.cause === null
      ? one
      : { ...one, cause: { ...one.cause, key, ...(title !== null && { title, renames: true }) } };
  });
}
