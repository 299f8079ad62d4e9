import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { plural } from "@/lib/format/count";
import { templateOf } from "@/lib/model/prompt-fingerprint";

import type { Segment } from "../read-segments";
import type { Candidate, PromptChange } from "./candidate";
import { type DiffLine, lineDiff } from "./line-diff";

type Project = { id: number; shardKeys: readonly number[] };

/** A prompt version as a candidate, with how its text differs from the version whose place it took. */
export async function withPromptChange(
  tx: Tx,
  project: Project,
  candidate: Candidate,
  versions: readonly Segment[],
): Promise<Candidate> {
  const from = replaced(candidate, versions);
  if (from === null) return candidate;
  const lines = await readPromptDiff(tx, project, from.value, candidate.value);
  if (lines === null) return candidate;
  const count = (sign: DiffLine["sign"]): number => lines.filter((line) => line.sign === sign).length;
  const diff: PromptChange = {
    from: from.value,
    to: candidate.value,
    fromLabel: from.label,
    added: count("+"),
    removed: count("-"),
  };
  return { ...candidate, diff, sentence: `${candidate.sentence} ${textOf(diff)}` };
}

const textOf = ({ fromLabel, added, removed }: PromptChange): string =>
  added + removed === 0
    ? `Its text is that of ${fromLabel}: the tools that belong to it changed.`
    : `Against ${fromLabel}: ${plural(added, "line")} added, ${plural(removed, "line")} removed.`;

/** The version that most interactions had before, of the same prompt if there was one. */
function replaced({ value, label }: Candidate, versions: readonly Segment[]): Segment | null {
  const nameOf = (text: string): string => text.split("@")[0] as string;
  const before = versions
    .filter((one) => one.value !== value && one.before.interactions > 0)
    .toSorted((a, b) => b.before.interactions - a.before.interactions);
  return before.find((one) => nameOf(one.label) === nameOf(label)) ?? before[0] ?? null;
}

/**
 * The lines of two prompt versions, what changes in each call (dates, ids) named instead of spelled out.
 * @param from fingerprint, decimal
 * @returns null: one of the texts is not stored any more
 */
export async function readPromptDiff(
  tx: Tx,
  project: Project,
  from: string,
  to: string,
): Promise<DiffLine[] | null> {
  const rows = await tx<{ fingerprint: string; system: string }[]>`
    select distinct on (fingerprint) fingerprint::text as fingerprint, system
    from prompt_versions
    where project_id = ${project.id} and fingerprint = any(${plainArray([from, to])}::bigint[]) and system is not null
    order by fingerprint, first_seen_at`;
  const textOfVersion = (fingerprint: string): string | null => {
    const row = rows.find((one) => one.fingerprint === fingerprint);
    return row === undefined ? null : templateOf(row.system);
  };
  const [before, after] = [textOfVersion(from), textOfVersion(to)];
  return before === null || after === null ? null : lineDiff(before, after);
}
