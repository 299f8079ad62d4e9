import type { TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { SPAN_SQL } from "@/lib/derive/span-sql";
import { sameModel } from "@/lib/model/model-name";
import { shardList, type Fragment } from "@/lib/traces/filter-sql";
import { formatFingerprint, parseFingerprint } from "@/lib/traces/fingerprint";

import type { Box } from "./compare-box";
import { MEASURE, type Measure } from "./measure";
import type { ValueCount } from "./rank-differences";
import type { Window } from "@/lib/stats/sample-windows";
import { LATENCY_WORDS, type LatencyScope, type LatencyWord } from "./scope";

/** What to look at: a box, the period around it, and in which windows of time rows of either side are read. */
export interface Observations {
  measure: Measure;
  scope: LatencyScope;
  box: Box;
  inside: readonly Window[];
  outside: readonly Window[];
  /** The most rows read for a side, should the windows hold more than was thought. */
  mostRows: number;
}

/** Attributes of a source as SQL; constants of ours. */
interface Attributes {
  table: "traces" | "spans";
  /** Which rows are observations at all. */
  counted: string;
  valueNs: Record<string, string>;
  words: Record<LatencyWord, string>;
  /** Compared besides the words, with few values each. */
  few: Record<string, string>;
  /** Compared apart, for they have many values. */
  user: string;
  /** Several values a row. */
  lists: Record<string, string>;
}

const OF: Record<"traces" | "calls", Attributes> = {
  traces: {
    table: "traces",
    counted: "true",
    valueNs: { latency: "duration_ns", ttft: "ttft_ns" },
    words: {
      feature: "feature",
      model: "answer_model",
      provider: "answer_provider",
      prompt_version: "answer_fingerprint::text",
      environment: "environment",
      release: "release",
    },
    few: {
      status: "case when is_error then 'error' else 'ok' end",
      failure: "failure",
      streamed: "answer_streamed::text",
      tool_mode: "tool_mode",
      model_calls:
        "case when llm_count <= 3 then llm_count::text when llm_count <= 5 then '4 to 5' when llm_count <= 10 then '6 to 10' else 'more than 10' end",
      retried: "case when retry_count > 0 then 'true' end",
      savable: "case when parallel_saving_ns > 0 then 'true' end",
    },
    user: "user_id",
    lists: { tool: "tools" },
  },
  calls: {
    table: "spans",
    counted: `${SPAN_SQL.kind} = 'llm'`,
    valueNs: { duration: "duration_ns", ttft: SPAN_SQL.ttftNs },
    words: {
      feature: SPAN_SQL.feature,
      model: SPAN_SQL.model,
      provider: "provider",
      prompt_version: `${SPAN_SQL.fingerprint}::text`,
      environment: SPAN_SQL.environment,
      release: SPAN_SQL.release,
    },
    few: {
      status: "case when is_error then 'error' else 'ok' end",
      failure: "failure",
      streamed: "streaming::text",
      step: "coalesce(derived_step, name)",
      finish_reason: "finish_reason",
      repeats: "case when derived_attempt is not null then 'true' end",
    },
    user: SPAN_SQL.userId,
    lists: {},
  },
};

interface CountRow {
  attribute: string;
  value: string | null;
  inside: number;
  outside: number;
}

/** How often each attribute has each value on either side, and how many rows of each were looked at. */
export async function countValues(
  tx: TransactionSql,
  ctx: Context,
  wanted: Observations,
): Promise<{ counts: ValueCount[]; inside: number; outside: number }> {
  const { source, histogram } = MEASURE[wanted.measure];
  const of = OF[source];
  const ns = tx.unsafe(of.valueNs[histogram] ?? "null::bigint");
  const { box } = wanted;
  const inBox = tx`${ns} > ${Math.floor(box.overMs * 1e6)}::bigint and ${ns} <= ${Math.floor(box.upToMs * 1e6)}::bigint`;
  const timeInBox = tx`started_at >= ${box.from}::timestamptz and started_at < ${box.to}::timestamptz`;
  const few = { ...of.words, ...of.few };
  const names = Object.keys(few);
  const columns = names
    .map((name) => tx`${tx.unsafe(`(${few[name as keyof typeof few]})`)} as ${tx(name)}`)
    .reduce((all, one) => tx`${all}, ${one}`);
  const lists = Object.entries(of.lists).map(([name, sql]) => tx`, ${tx.unsafe(sql)} as ${tx(name)}`);
  const side = (inside: boolean, windows: readonly Window[], which: Fragment): Fragment => tx`
    select ${inside}::boolean as inside, sampled.*
    from unnest(${stamps(windows.map(({ from }) => from))}::timestamptz[], ${stamps(windows.map(({ to }) => to))}::timestamptz[]) as stretch (lo, hi)
    cross join lateral (
      select ${columns}, ${tx.unsafe(of.user)} as person ${lists.reduce((all, one) => tx`${all} ${one}`, tx``)}
      from ${tx(of.table)}
      where project_id = ${ctx.project.id}
        and shard_key = any(${shardList(ctx)}::int[])
        and started_at >= stretch.lo and started_at < stretch.hi
        and started_at >= ${wanted.scope.from}::timestamptz and started_at < ${wanted.scope.to}::timestamptz
        and ${tx.unsafe(of.counted)}
        and ${conditions(tx, of, wanted.scope)}
        and ${which}
      limit ${Math.ceil((wanted.mostRows * 2) / windows.length)}
    ) sampled`;
  const listed = Object.keys(of.lists).map(
    (name) => tx`
      union all
      select ${name}, value, count(*) filter (where inside)::int, count(*) filter (where not inside)::int
      from sampled, unnest(${tx(name)}) value
      group by value`,
  );
  const rows = await tx<CountRow[]>`
    with sampled as materialized (
      ${side(true, wanted.inside, tx`${timeInBox} and ${inBox}`)}
      union all
      ${side(false, wanted.outside, tx`${ns} is not null and not (${timeInBox} and ${inBox})`)}
    ),
    -- Most rows are alike in what has few values: their combinations are far fewer than the rows.
    alike as materialized (
      select ${tx(names)}, count(*) filter (where inside) as inside, count(*) filter (where not inside) as outside
      from sampled
      group by ${tx(names)}
    )
    select attribute, value, sum(inside)::int as inside, sum(outside)::int as outside
    from alike
    cross join lateral (values ${names
      .map((name) => tx`(${name}, ${tx(name)})`)
      .reduce((all, one) => tx`${all}, ${one}`)}) as of (attribute, value)
    group by attribute, value
    union all
    select 'user', person, count(*) filter (where inside)::int, count(*) filter (where not inside)::int
    from sampled
    group by person
    having count(*) >= 5
    ${listed.reduce((all, one) => tx`${all} ${one}`, tx``)}`;
  // Every row has a status: their counts are how many rows there are.
  const looked = rows.filter(({ attribute }) => attribute === "status");
  // Of a word it may say something that it is not set; of what only some have, it does not.
  const told = rows.filter(({ attribute, value }) => value !== null || !(attribute in of.few));
  return {
    counts: told.map((row) => ({
      ...row,
      value:
        row.attribute === "prompt_version" && row.value !== null ? formatFingerprint(row.value) : row.value,
    })),
    inside: looked.reduce((sum, row) => sum + row.inside, 0),
    outside: looked.reduce((sum, row) => sum + row.outside, 0),
  };
}

const stamps = (moments: readonly number[]): string =>
  plainArray(moments.map((ms) => `"${new Date(ms).toISOString()}"`));

/** The page's filters, in the words of its figures: an interaction's model is the one that answered. */
function conditions(tx: TransactionSql, of: Attributes, { filters }: LatencyScope): Fragment {
  return LATENCY_WORDS.flatMap((word) => {
    const values = filters[word] ?? [];
    if (values.length === 0) return [];
    const known =
      word === "prompt_version"
        ? values.map((one) => parseFingerprint(one) ?? one)
        : word === "model"
          ? values.map(sameModel)
          : values;
    return [tx`${tx.unsafe(`(${of.words[word]})`)} = any(${textArray(known)}::text[])`];
  }).reduce<Fragment>((all, one) => tx`${all} and ${one}`, tx`true`);
}
