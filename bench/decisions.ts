import path from "node:path";
import { parseArgs } from "node:util";

import type { Sql, Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { decisionListQuerySchema } from "@/lib/decisions/document";
import { listDecisions } from "@/lib/decisions/list-decisions";
import { SubjectKey } from "@/lib/decisions/subject-key";
import { readEnv } from "@/lib/env";

import { percentile } from "./load";
import { floorOf, measure } from "./queries/measure";
import { report } from "./report";
import { randomFrom } from "./seed/random";
import { openStore, readSeeded } from "./seeded-store";

const DOCUMENTS = 500;
/** Hashes that are written at once. */
const AT_ONCE = 20_000;

/**
 * Decisions of a subject in a seeded store: a share of its traces become decisions, of subjects of whom some have one and one has many;
 * the list is asked for in clear, as it is stored and as keyed hashes. Afterwards the store is as it was.
 */
export async function benchDecisions(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      "data-dir": { type: "string" },
      share: { type: "string", default: "0.2" },
      calls: { type: "string", default: "200" },
    },
  });
  const dataDir = path.resolve(values["data-dir"] ?? readEnv().dataDir);
  const seeded = readSeeded(dataDir);
  const store = await openStore(dataDir, seeded);
  const project = seeded.projectId;
  const ctx: Context = {
    ...store.ctx(seeded.endMs),
    actor: { kind: "user", id: 1, name: "bench", role: "compliance" },
  };
  try {
    await forget(store.owner, project);
    await decide(store.owner, project, Number(values.share));
    const subjects = await store.owner<{ subject: string; decisions: number }[]>`
      select subject, count(*)::int as decisions from decisions where project_id = ${project} group by 1 order by 2 desc, 1`;
    const decisions = subjects.reduce((sum, one) => sum + one.decisions, 0);
    const floor = await floorOf(ctx);
    const told = { spans: seeded.spans, decisions, subjects: subjects.length, ...floor };
    const random = randomFrom(seeded.seed, 7);
    const largest = subjects[0] as (typeof subjects)[number];
    const ask = async (
      name: string,
      query: () => Record<string, string>,
      more: Record<string, unknown> = {},
    ): Promise<void> => {
      const question = {
        name,
        ask: (asking: Context) => listDecisions(asking, decisionListQuerySchema.parse(query()), undefined),
      };
      const range = { from: "", to: "", zone: "UTC" } as never;
      for (let call = 0; call < 3; call++) await question.ask(ctx);
      const { ms, cpuMs, rows, slowest, ...blocks } = await measure(
        store.owner,
        ctx,
        question,
        range,
        Number(values.calls),
      );
      report({
        name,
        value: percentile(ms, 0.95),
        unit: "ms, p95",
        p50: percentile(ms, 0.5),
        max: slowest.ms,
        cpu_p95: percentile(cpuMs, 0.95),
        rows,
        ...blocks,
        ...told,
        ...more,
      });
    };
    const plan = (subject: string) => explain(store.ctx(0).sql, project, subject);
    const some = () => random.pick(subjects).subject;
    await ask("decisions of a subject", () => ({ subject: some() }), { plan: await plan(some()) });
    await ask("decisions of the largest subject", () => ({ subject: largest.subject }), {
      its_decisions: largest.decisions,
      plan: await plan(largest.subject),
    });
    await ask("decisions of a subject who has none", () => ({ subject: `nobody ${random.hex(8)}` }));
    await ask("decisions by a document's version", () => ({
      document: `document ${Math.floor(random.next() * DOCUMENTS)}`,
      document_version: "v2",
    }));
    await hash(
      store.owner,
      project,
      subjects.map(({ subject }) => subject),
    );
    await ask("decisions of a subject that is stored as a hash", () => ({ subject: some() }));
  } finally {
    await forget(store.owner, project);
    await store.close();
  }
}

/** Of each trace by its id, so that every run makes the same ones. */
async function decide(owner: Sql, project: number, share: number): Promise<void> {
  await owner`
    with chosen as (
      select t.*, ('x' || substr(md5(t.trace_id::text), 1, 7))::bit(28)::int / 268435456.0 as chance,
        ('x' || substr(md5(t.trace_id::text || 'subject'), 1, 7))::bit(28)::int / 268435456.0 as who
      from traces t
      where t.project_id = ${project}
    ), counted as (
      select count(*) * ${share}::float8 / 20 as subjects from traces where project_id = ${project}
    )
    insert into decisions (project_id, trace_id, shard_key, started_at, subject, subject_hashed, outcome, reasons, marked_by, feature,
      environment, user_id, tools, prompt_fingerprints, missing)
    select project_id, trace_id, shard_key, started_at, 'customer ' || (1 + floor(subjects * who * who * who))::int, false,
      case when chance < ${share}::float8 / 3 then 'denied' else 'approved' end, '{income}', 'client', feature, environment, user_id, '{}',
      coalesce(prompt_fingerprints, '{}'), '{}'
    from chosen, counted
    where chance < ${share}::float8
    on conflict do nothing`;
  await owner`
    insert into decision_documents (project_id, trace_id, position, shard_key, started_at, document_id, version, content_hash)
    select d.project_id, d.trace_id, n, d.shard_key, d.started_at,
      'document ' || (('x' || substr(md5(d.trace_id::text || n), 1, 7))::bit(28)::int % ${DOCUMENTS}),
      'v' || (1 + ('x' || substr(md5(d.trace_id::text || n), 8, 7))::bit(28)::int % 4), '\\x00'
    from decisions d, generate_series(0, 2) n
    where d.project_id = ${project}`;
  await owner.unsafe("vacuum (analyze) decisions, decision_documents");
}

/** As the setting would have it from the beginning. */
async function hash(owner: Sql, project: number, subjects: readonly string[]): Promise<void> {
  const key = await SubjectKey.of(owner, project, undefined);
  for (let from = 0; from < subjects.length; from += AT_ONCE) {
    const some = subjects.slice(from, from + AT_ONCE);
    await owner`
      update decisions d set subject = hashed, subject_hashed = true
      from unnest(${textArray(some)}::text[], ${textArray(some.map((one) => key.subject(one)))}::text[]) as u (clear, hashed)
      where d.project_id = ${project} and d.subject = clear`;
  }
  await owner`
    insert into decision_settings (project_id, hash_subjects, changed_by, changed_at) values (${project}, true, 'bench', now())`;
  await owner.unsafe("vacuum (analyze) decisions");
}

async function forget(owner: Sql, project: number): Promise<void> {
  await owner`delete from decision_settings where project_id = ${project} and changed_by = 'bench'`;
  await owner`delete from decision_documents where project_id = ${project}`;
  await owner`delete from decisions where project_id = ${project}`;
}

/** Lines of the plan of what `listDecisions` asks, under the rights of the app. */
async function explain(sql: Sql, project: number, subject: string): Promise<string[]> {
  const rows = await inProject(sql, project, (tx: Tx) => tx<Record<string, string>[]>`
    explain (analyze, buffers, costs off, timing off, summary off)
    select * from decisions d
    where d.project_id = ${project} and d.shard_key = any('{1}'::int[]) and d.subject = ${subject}
    order by d.started_at desc, d.trace_id desc
    limit 51`); // prettier-ignore
  return rows.map((row) => Object.values(row)[0] as string);
}
