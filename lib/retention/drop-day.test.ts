import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { newSpanId, newTraceId, Story } from "@/lib/traces/testing";

import { dropOld } from "./drop-old";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const noon = (days: number): string =>
  `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)}T12:00:00.000Z`;

/** A trace of that day with all that may hang on it. */
async function tell(story: Story, days: number): Promise<string> {
  const at = noon(days);
  const traceId = newTraceId();
  const spanId = newSpanId();
  const { id } = story.project;
  const said = story.set.text(`said ${days} days ago`);
  await story.trace({ trace_id: traceId, started_at: at, input: said });
  await story.span(traceId, { kind: "llm", span_id: spanId, started_at: at, system: said });
  await story.addition(traceId, spanId, { occurred_at: at, result: said });
  // A judgement may come long after what it is about.
  await story.score({
    trace_id: traceId,
    name: "late",
    value_number: 1,
    created_at: noon(0),
    revised_at: noon(0),
  });
  await story.score({
    trace_id: newTraceId(),
    name: "of nothing",
    value_number: 1,
    created_at: at,
    revised_at: at,
  });
  await story.score({
    session_id: "s",
    name: "of a session",
    value_number: 1,
    created_at: at,
    revised_at: at,
  });
  await db.owner`
    insert into span_parts (object_id, part_id, project_id, shard_key, merged_at, received_on, trace_id, source, body)
    values (${newTraceId()}, ${newTraceId()}, ${id}, 1, 0, ${at.slice(0, 10)}, ${traceId}, 'test', '{}')`;
  await db.owner`insert into body_epochs (project_id, day, epoch) values (${id}, ${at.slice(0, 10)}, 1)`;
  return traceId;
}

/** Rows of a project by table. */
async function rowsOf(project: number): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const table of [
    "spans",
    "span_additions",
    "traces",
    "trace_days",
    "body_blocks",
    "body_epochs",
    "span_parts",
    "scores",
  ]) {
    const [row] = await db.owner<{ n: number }[]>`
      select count(*)::int as n from ${db.owner(table)} where project_id = ${project}`;
    rows[table] = row?.n ?? -1;
  }
  return rows;
}

it.each([
  ["of the longest retention, whose days are dropped", 30],
  ["of a shorter one, whose rows are deleted", 10],
])(
  "all of a day goes with it, and what must outlive it is a copy: a project %s",
  async (_, retentionDays) => {
    const other = await makeProject(db.owner, { retentionDays: 30 });
    const project = await makeProject(db.owner, { retentionDays });
    const story = new Story(db.owner, project);
    const kept = await tell(story, 2);
    const [before, stays] = [await rowsOf(project.id), kept];
    const gone = await tell(story, 40);
    await db.owner`
    with p as (insert into prompts (project_id, name) values (${project.id}, 'p') returning id)
    insert into prompt_versions (project_id, prompt_id, number, fingerprint, system, first_seen_at)
    select ${project.id}, id, 1, 1, 'the text of a prompt', ${noon(40)} from p`;
    const document = gzipSync(JSON.stringify({ trace_id: gone }));
    await db.owner`
    with i as (
      insert into incidents (project_id, severity, title, link, cause_key, began_at, opened_at)
      values (${project.id}, 'alert', 'x', '/', 'x', now(), now()) returning id
    )
    insert into incident_traces (project_id, incident_id, trace_id, role, started_at, document, pinned_at)
    select ${project.id}, id, ${gone}, 'affected', ${noon(40)}, ${document}, now() from i`;
    await dropOld(db.worker, new Date());
    expect(await rowsOf(project.id)).toEqual(before);
    const left = await db.owner`select trace_id from spans where project_id = ${project.id}`;
    expect(left.map((row) => (row.trace_id as string).replaceAll("-", ""))).toEqual([stays]);
    const [copies] = await db.owner`
    select (select system from prompt_versions where project_id = ${project.id}) as prompt,
      (select document from incident_traces where project_id = ${project.id}) as document`;
    expect(copies).toEqual({ prompt: "the text of a prompt", document });
    await db.owner`delete from projects where id = ${other.id}`;
  },
);
