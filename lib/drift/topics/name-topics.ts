import type { Tx } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";
import { openBodies } from "@/lib/bodies/read-bodies";
import { textOf } from "@/lib/signals/read-interactions";
import { INPUT_PARTS, inputOf } from "@/lib/traces/preview";

import { orNothing } from "../causes/sample-reader";
import { type Question, wordsOfTopics } from "./topic-words";

const DAY_MS = 86_400_000;
/** A day is cut into so many parts, of each of which so many questions are read. */
const PARTS = 48;
const EACH = 12;
const LOOKED_AT = 1_000;
const STATEMENT_LIMIT = "3s";

export interface Place {
  feature: string;
  environment: string;
}

/** Names a feature's topics by the questions of its last day; where reading them takes too long they keep their names. */
export async function nameTopics(
  tx: Tx,
  project: { id: number; shardKeys: readonly number[] },
  place: Place,
  nowMs: number,
): Promise<void> {
  const questions = await orNothing(tx, (part) => readQuestions(part, project, place, nowMs));
  if (questions !== null) await keepTopics(tx, project.id, place, wordsOfTopics(questions), nowMs);
}

/** Topics that have no such words keep the ones that they had. */
export async function keepTopics(
  tx: Tx,
  projectId: number,
  { feature, environment }: Place,
  named: ReadonlyMap<string, readonly string[]>,
  nowMs: number,
): Promise<void> {
  if (named.size === 0) return;
  const rows = [...named].map(([topic, words]) => ({ topic, words }));
  await tx`
    insert into signal_topics (project_id, feature, environment, topic, words, named_at)
    select ${projectId}::int, ${feature}, ${environment}, topic, words, ${new Date(nowMs)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as t (topic text, words text[])
    order by topic
    on conflict (project_id, feature, environment, topic) do update set words = excluded.words, named_at = excluded.named_at`;
}

async function readQuestions(
  tx: Tx,
  project: { id: number; shardKeys: readonly number[] },
  { feature, environment }: Place,
  nowMs: number,
): Promise<Question[]> {
  await tx.unsafe(`set local statement_timeout = '${STATEMENT_LIMIT}'`);
  const starts = Array.from({ length: PARTS }, (_, part) =>
    new Date(nowMs - DAY_MS + (DAY_MS * part) / PARTS).toISOString(),
  );
  const rows = await tx<{ ref: string; shardKey: number; user: string | null }[]>`
    select t.*
    from unnest(${plainArray(starts)}::timestamptz[]) as part (begins)
    cross join lateral (
      select input_ref::text as ref, shard_key as "shardKey", user_id as "user"
      from (
        select *
        from traces
        where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
          and started_at >= part.begins and started_at < part.begins + make_interval(secs => ${DAY_MS / PARTS / 1000})
        order by started_at
        limit ${LOOKED_AT}
      ) seen
      where feature = ${feature} and coalesce(environment, '') = ${environment} and input_ref is not null
      order by started_at
      limit ${EACH}
    ) t`;
  const bodies = await openBodies(
    tx,
    project.id,
    rows.map(({ ref, shardKey }) => ({ ref, shardKey, parts: INPUT_PARTS })),
  );
  return rows.flatMap(({ ref, shardKey, user }) => {
    const text = textOf(inputOf(bodies.of(ref, shardKey)));
    return text === null ? [] : [{ text, user }];
  });
}

/** Words of a feature's topics, by topic. */
export async function readTopics(
  tx: Tx,
  projectId: number,
  { feature, environment }: Place,
  topics: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await tx<{ topic: string; words: string[] }[]>`
    select topic, words from signal_topics
    where project_id = ${projectId} and feature = ${feature} and environment = ${environment}
      and topic = any(${textArray(topics)}::text[])`;
  return new Map(rows.map(({ topic, words }) => [topic, words]));
}

/** What people read for a topic: "refund, ticket, flight"; a topic of which nothing may be said has its number. */
export const topicLabel = (topic: string, words: readonly string[] | undefined): string =>
  words && words.length > 0 ? words.join(", ") : /^t\d+$/.test(topic) ? `topic ${topic.slice(1)}` : topic;
