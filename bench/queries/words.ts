import type { Sql } from "@/db/client";
import type { TraceFilter } from "@/lib/traces/filter";
import { formatFingerprint } from "@/lib/traces/fingerprint";

/** Words of a filter that the list is asked with, two at a time. */
const COLUMNS = {
  environment: "environment",
  feature: "feature",
  model: "unnest(models)",
  provider: "unnest(providers)",
  user: "user_id",
  session: "session_id",
  status: "case when is_error then 'error' else 'ok' end",
  tool: "unnest(tools)",
  release: "release",
  prompt_version: "unnest(prompt_fingerprints)::text",
  tag: "unnest(tags)",
  error_type: "error_type",
} as const;

export type Word = keyof typeof COLUMNS | "min_duration_ms" | "min_cost_usd";
export const WORDS = [...Object.keys(COLUMNS), "min_duration_ms", "min_cost_usd"] as Word[];

/** Values of a word by how many traces have them: the most frequent, one in the middle and the rarest. */
export type Values = Record<Word, string[]>;

export async function readValues(owner: Sql, projectId: number): Promise<Values> {
  const values = {
    min_duration_ms: ["1000", "8000", "60000"],
    min_cost_usd: ["0.002", "0.02", "0.2"],
  } as Values;
  for (const [word, column] of Object.entries(COLUMNS)) {
    const rows = await owner.unsafe<{ value: string }[]>(
      `select value from (select ${column} as value from traces where project_id = $1) t
       where value is not null group by value order by count(*) desc, value`,
      [projectId],
    );
    const found = [rows[0], rows[Math.floor(rows.length / 2)], rows.at(-1)].flatMap((row) => row ?? []);
    values[word as Word] = [...new Set(found.map(({ value }) => value))].map((value) =>
      word === "prompt_version" ? formatFingerprint(value) : value,
    );
  }
  return values;
}

/** Every pair of words with every pair of their values, in an order that the turn alone decides. */
export function pairsOf(values: Values): Partial<TraceFilter>[] {
  const pairs: Partial<TraceFilter>[] = [];
  for (const [index, one] of WORDS.entries())
    for (const other of WORDS.slice(index + 1))
      for (const a of values[one])
        for (const b of values[other]) pairs.push({ ...saying(one, a), ...saying(other, b) });
  return pairs;
}

function saying(word: Word, value: string): Partial<TraceFilter> {
  if (word === "min_duration_ms") return { min_duration_ms: Number(value) };
  if (word === "status" || word === "min_cost_usd") return { [word]: value };
  return { [word]: [value] };
}
