import { afterAll, beforeAll, expect, it } from "vitest";

import { connectPipeline, type Pipeline } from "@/db/pipeline";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { modelSpan } from "@/lib/model/testing";

import { accept } from "./accept";
import { GroupCommit } from "./group-commit";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const now = () => new Date();
const nothingKnown = { find: () => null, add: () => {} };
const batchOf = (
  project: { id: number; slug: string; shardKeys: number[]; retentionDays: number },
  n: number,
) =>
  accept(
    { project, now },
    {
      spans: Array.from({ length: n }, () => modelSpan()),
      additions: [],
      scores: [],
      rejected: [],
      ignored: 0,
    },
  ).batch;
const count = async (projectId: number) => {
  const [row] = await db.owner<
    { n: number }[]
  >`select count(*) as n from spans where project_id = ${projectId}`;
  return row?.n;
};

it("concurrent requests share transactions, and each is answered after its commit", async () => {
  const [one, two] = [await makeProject(db.owner), await makeProject(db.owner)];
  const ingest = new GroupCommit(db.pipeline, nothingKnown);
  await Promise.all(
    Array.from({ length: 30 }, (_, index) => ingest.submit(batchOf(index % 2 ? one : two, 10))),
  );
  expect(await count(one.id)).toBe(150);
  expect(await count(two.id)).toBe(150);
  expect(ingest.stats.commits).toBeLessThan(30);
  expect(ingest.stats.queuedRows).toBe(0);
});

it("what does not fit in the queue is refused at once, with a time to come back", async () => {
  const project = await makeProject(db.owner);
  const ingest = new GroupCommit(db.pipeline, nothingKnown, { maxQueuedRows: 25 });
  const answers = await Promise.allSettled(
    Array.from({ length: 5 }, () => ingest.submit(batchOf(project, 10))),
  );
  const refused = answers.filter((answer) => answer.status === "rejected");
  expect(refused).toHaveLength(3);
  expect(refused[0]?.reason).toMatchObject({ code: "unavailable", status: 503, retryAfterSeconds: 2 });
  expect(await count(project.id)).toBe(20);
});

it("a value that the database refuses costs only its own request", async () => {
  const project = await makeProject(db.owner);
  const ingest = new GroupCommit(db.pipeline, nothingKnown, { connections: 1 });
  const first = ingest.submit(batchOf(project, 1));
  const bad = batchOf(project, 1);
  (bad.spans[0] as { duration_ns: unknown }).duration_ns = "9".repeat(40);
  const answers = await Promise.allSettled([
    first,
    ingest.submit(batchOf(project, 3)),
    ingest.submit(bad),
    ingest.submit(batchOf(project, 4)),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(await count(project.id)).toBe(8);
});

it("connections that the server ends again and again are replaced, and each batch is written once", async () => {
  const project = await makeProject(db.owner);
  const pipeline = connectPipeline(db.url, { role: "recount_app", max: 2, applicationName: "cut me" });
  const ingest = new GroupCommit(pipeline, nothingKnown);
  let acknowledged = 0;
  for (let round = 0; round < 15; round++) {
    const submitted = Array.from({ length: 4 }, () =>
      ingest.submit(batchOf(project, 50)).then(
        () => void (acknowledged += 50),
        (error: unknown) => expect(error).toMatchObject({ status: 503 }),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, round));
    await db.owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut me'`;
    await Promise.all(submitted);
  }
  expect(await count(project.id)).toBeGreaterThanOrEqual(acknowledged);
  expect(acknowledged).toBeGreaterThan(0);
  expect(ingest.stats.queuedRows).toBe(0);
  await pipeline.end();
});

/** Submits five spans while nobody may write, lets `during` happen, and says what became of them. */
async function submitBlocked(pipeline: Pipeline, project: TestProject, during: () => Promise<unknown>) {
  const ingest = new GroupCommit(pipeline, nothingKnown);
  let answer: Promise<string> = Promise.resolve("");
  await db.owner.begin(async (tx) => {
    await tx`lock table trace_days in exclusive mode`;
    answer = ingest.submit(batchOf(project, 5)).then(
      () => "stored",
      () => "refused",
    );
    await during();
  });
  return { answer: await answer, stats: ingest.stats };
}

it("a connection that is lost while a batch waits costs nobody anything: the batch is written on another", async () => {
  const project = await makeProject(db.owner);
  const pipeline = connectPipeline(db.url, { role: "recount_app", max: 2, applicationName: "cut once" });
  const cut = () => db.owner`
    select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut once' and wait_event_type = 'Lock'`;
  const { answer, stats } = await submitBlocked(pipeline, project, () =>
    expect.poll(cut, { interval: 10 }).toHaveLength(1),
  );
  expect(answer).toBe("stored");
  expect(stats).toMatchObject({ refusedRequests: 0, commits: 1, queuedRows: 0 });
  expect(await count(project.id)).toBe(5);
  await pipeline.end();
});

it("a batch that does not get a lock in time is tried again until it does", async () => {
  const project = await makeProject(db.owner);
  const options = { role: "recount_app", max: 1, applicationName: "impatient" } as const;
  const url = `${db.url}${db.url.includes("?") ? "&" : "?"}lock_timeout=20`;
  const pipeline = connectPipeline(url, options);
  // Longer than the first attempt waits.
  const later = () => new Promise((resolve) => setTimeout(resolve, 150));
  expect((await submitBlocked(pipeline, project, later)).answer).toBe("stored");
  expect(await count(project.id)).toBe(5);
  await pipeline.end();
});

it("a database that is away means 503, not a loss in silence", async () => {
  const project = await makeProject(db.owner);
  const pipeline = connectPipeline("postgres://nobody@127.0.0.1:9/none", {
    role: "recount_app",
    max: 1,
    applicationName: "away",
  });
  const ingest = new GroupCommit(pipeline, nothingKnown, { deadlineMs: 300 });
  await expect(ingest.submit(batchOf(project, 1))).rejects.toMatchObject({
    code: "unavailable",
    status: 503,
  });
  await pipeline.end();
});

it("closing commits what was taken and refuses the rest", async () => {
  const project = await makeProject(db.owner);
  const ingest = new GroupCommit(db.pipeline, nothingKnown);
  const taken = ingest.submit(batchOf(project, 7));
  const closing = ingest.close();
  await expect(ingest.submit(batchOf(project, 1))).rejects.toMatchObject({ code: "unavailable" });
  await Promise.all([taken, closing]);
  expect(await count(project.id)).toBe(7);
});
