import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { connectQueue } from "@/db/queue";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { listTaskHistory } from "@/lib/jobs/job-runs";
import type { Round } from "@/lib/jobs/run-jobs";
import { addChannel } from "@/lib/notify/channels";
import { listDeliveries } from "@/lib/notify/list-deliveries";
import { sendTest } from "@/lib/notify/send-test";
import { makeMember } from "@/lib/users/testing";

import { keepQueue, releaseAbandoned } from "./queue";

let db: TestDatabase;
const received: string[] = [];
/** Requests that hang now, and the most at once. */
const hanging = { now: 0, most: 0 };
const receiver = http.createServer((request, response) => {
  received.push(request.url ?? "");
  request.resume();
  if (request.url !== "/hangs") return void response.end();
  hanging.most = Math.max(hanging.most, ++hanging.now);
  response.once("close", () => hanging.now--);
});
/** How often a path was asked for; messages of other tests, which are sent again, go to other paths. */
const times = (path: string): number => received.filter((one) => one === path).length;
let url: string;
beforeAll(async () => {
  db = await createTestDatabase();
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(async () => {
  receiver.close();
  await db.close();
});
beforeEach(() => void (received.length = 0));

const OPTIONS = { allowPrivate: true, publicUrl: "https://recount.example" };

/** Runs a queue while `work` goes on. */
async function withQueue(work: () => Promise<void>): Promise<Round[]> {
  const pool = connectQueue(db.url, 4);
  const rounds: Round[] = [];
  const ending = new AbortController();
  const watcher = { ended: (round: Round) => void rounds.push(round) };
  const kept = keepQueue({ pool, sql: db.worker, delivery: OPTIONS, watcher }, ending.signal);
  try {
    await work();
  } finally {
    ending.abort();
    receiver.closeAllConnections();
    await kept;
    await pool.end();
  }
  return rounds;
}

async function scene() {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "admin");
  return ctx;
}

it("a channel that hangs keeps no other waiting, and its messages go one after the other", async () => {
  const ctx = await scene();
  const slow = await addChannel(ctx, { kind: "webhook", name: "Hangs", url: `${url}/hangs` });
  const quick = await addChannel(ctx, { kind: "webhook", name: "Quick", url: `${url}/quick` });
  for (let message = 0; message < 20; message++) await sendTest(ctx, { id: slow.id });
  await sendTest(ctx, { id: quick.id });
  await withQueue(async () => {
    // Either may be the first: they are under way together.
    await expect.poll(() => [times("/quick"), hanging.most], { timeout: 20_000 }).toEqual([1, 1]);
  });
  expect(hanging.most).toBe(1);
  // A queue asks for messages that wait without a job.
  await db.owner`delete from notification_deliveries where channel_id = ${slow.id}`;
  await db.owner`delete from graphile_worker._private_jobs`;
});

it("a message whose worker was killed is sent by another", async () => {
  const ctx = await scene();
  const { id } = await addChannel(ctx, { kind: "webhook", name: "Pager", url });
  await sendTest(ctx, { id });
  await db.owner`
    update graphile_worker._private_jobs
    set locked_by = 'gone', locked_at = now() - interval '2 minutes', attempts = attempts + 1`;
  await db.owner`
    update graphile_worker._private_job_queues
    set locked_by = 'gone', locked_at = now() - interval '2 minutes'
    where queue_name = ${`channel ${id}`}`;
  const pool = connectQueue(db.url, 1);
  await releaseAbandoned(pool);
  await pool.end();
  await withQueue(async () => {
    await expect
      .poll(async () => (await listDeliveries(ctx))[0]?.state, { timeout: 20_000 })
      .toBe("delivered");
  });
});

it("goes on after the server ended its connections, and writes down what ran", async () => {
  const ctx = await scene();
  const { id } = await addChannel(ctx, { kind: "webhook", name: "Pager", url: `${url}/goes-on` });
  const runs = async () => (await listTaskHistory(ctx)).find(({ task }) => task === "deliver")?.runs ?? 0;
  const before = await runs();
  const rounds = await withQueue(async () => {
    await sendTest(ctx, { id });
    // Written down once its job is done: one that is cut off before would hold its channel for a minute.
    await expect.poll(runs, { timeout: 20_000 }).toBe(before + 1);
    expect(times("/goes-on")).toBe(1);
    await db.owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'recount queue'`;
    await sendTest(ctx, { id });
    await expect.poll(runs, { timeout: 20_000 }).toBe(before + 2);
    expect(times("/goes-on")).toBe(2);
  });
  expect(rounds.some(({ job, failures }) => job === "deliver" && failures === 0)).toBe(true);
});

it("a job that was never asked for cannot be asked for by requests", async () => {
  await expect(db.app`select add_background_job('retention', '{}', 'x', 'x', 1, null)`).rejects.toMatchObject(
    { code: "22023" },
  );
  await expect(db.app`select from graphile_worker._private_jobs`).rejects.toMatchObject({ code: "42501" });
});
