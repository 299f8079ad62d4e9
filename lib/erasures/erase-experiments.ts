import type { Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";
import type { Passage } from "@/lib/bodies/redact-passage";
import type { Context } from "@/lib/context";
import type { Json } from "@/lib/model/json";

interface StoredTexts {
  request: string;
  name: string;
  changes: string[];
  error: string | null;
}

/**
 * Blackens a passage in what was asked and answered when calls of some days were run again.
 * @param days the first and the last, "2026-11-29"; clocks of a day before and after belong to them somewhere
 * @returns texts that held it
 */
export async function eraseExperiments(
  tx: Tx,
  ctx: Context,
  passage: Passage,
  { from, to }: { from: string; to: string },
): Promise<number> {
  const project = ctx.project.id;
  const experiments = await tx<{ id: string }[]>`
    select id::text as id from experiments
    where project_id = ${project} and called_at >= ${from}::date - 1 and called_at < ${to}::date + 2
    order by id`;
  let erased = 0;
  for (const { id } of experiments) {
    const one = tx`project_id = ${project} and id = ${id}::bigint`;
    const [row] = await tx<StoredTexts[]>`
      select request, name, changes, error from experiments where ${one} for update`;
    if (!row) continue;
    const request = inJson(passage, row.request);
    const { name, changes, error } = row;
    const rest = inValue(passage, { name, changes, error }) as Omit<StoredTexts, "request">;
    if (request !== row.request || JSON.stringify(rest) !== JSON.stringify({ name, changes, error })) {
      erased++;
      await tx`
        update experiments
        set request = ${request}, name = ${rest.name}, changes = ${textArray(rest.changes)}::text[], error = ${rest.error}
        where ${one}`;
    }
    erased += await eraseRuns(tx, project, id, passage);
  }
  return erased;
}

async function eraseRuns(tx: Tx, project: number, experiment: string, passage: Passage): Promise<number> {
  const mine = tx`project_id = ${project} and experiment_id = ${experiment}::bigint`;
  const runs = await tx<{ number: number; answer: string | null; error: string | null }[]>`
    select number, answer, error from experiment_runs where ${mine} order by number`;
  let erased = 0;
  for (const { number, answer, error } of runs) {
    const [said, why] = [answer && inJson(passage, answer), error && passage.inText(error)];
    if (said === answer && why === error) continue;
    erased++;
    await tx`update experiment_runs set answer = ${said}, error = ${why} where ${mine} and number = ${number}`;
  }
  return erased;
}

const inJson = (passage: Passage, text: string): string =>
  passage.isIn(text) ? JSON.stringify(inValue(passage, JSON.parse(text) as Json)) : text;

/** Under these names stand values of somebody else's, whose keys are texts, too. */
const FOREIGN = new Set(["arguments", "value", "parameters", "metadata", "configuration"]);

/** Strings, and numbers that hold it; names that are ours stay, whatever is erased. */
function inValue(passage: Passage, value: Json, isForeign = false): Json {
  if (typeof value === "string") return passage.inText(value);
  if (typeof value === "number") return passage.isIn(String(value)) ? passage.inText(String(value)) : value;
  if (Array.isArray(value)) return value.map((item) => inValue(passage, item, isForeign));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      isForeign ? passage.inText(key) : key,
      inValue(passage, item, isForeign || FOREIGN.has(key)),
    ]),
  );
}
