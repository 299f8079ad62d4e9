import type { ISql } from "postgres";

import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";

import type { Fragment } from "./trace-condition";

/** What a word of a query says of judgements: "helpful", "helpful<0.5", "tone=rude". */
export interface ScoreTest {
  name: string;
  /** Absent: judged at all. */
  compare?: { operator: "<" | "<=" | ">" | ">=" | "="; value: string };
}

export function parseScoreTest(text: string): ScoreTest {
  const match = /^(.+?)\s*(<=|>=|<|>|=)\s*(.+)$/s.exec(text.trim());
  if (match === null) return { name: text.trim() };
  const [, name = "", operator, value = ""] = match;
  return { name, compare: { operator: operator as "<", value } };
}

/** As yes and no are stored. */
const TRUTHS: Readonly<Record<string, string>> = { yes: "1", true: "1", no: "0", false: "0" };

/** Traces with a judgement that is one of these. Words of judgements are compared for those who may read them alone. */
export function judgedSql(sql: ISql, ctx: Context, tests: readonly string[]): Fragment {
  const either = tests.map(parseScoreTest).map(({ name, compare }) => {
    if (compare === undefined) return sql`scores.name = ${name}`;
    const { operator, value } = compare;
    const number = TRUTHS[value] ?? value;
    const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i.test(number);
    const asNumber = isNumber
      ? sql`scores.value_number ${sql.unsafe(operator)} ${number}::double precision`
      : sql`false`;
    const asText =
      operator === "=" && may(ctx.actor, "read_content") ? sql`scores.value_text = ${value}` : sql`false`;
    return sql`(scores.name = ${name} and (${asNumber} or ${asText}))`;
  });
  return sql`exists (
    select 1
    from scores
    where scores.project_id = traces.project_id
      and scores.shard_key = traces.shard_key
      and scores.trace_id = traces.trace_id
      and (${either.reduce((any, condition) => sql`${any} or ${condition}`)}))`;
}
