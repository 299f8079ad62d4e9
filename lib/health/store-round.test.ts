import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { addChannel } from "@/lib/notify/channels";
import { DELIVERY, deliverDue, startReceiver } from "@/lib/notify/testing";
import { makeMember } from "@/lib/users/testing";

import type { DiskRoom } from "./disk-room";
import { storeRound } from "./store-round";

const MINUTE = 60_000;
const GIB = 1024 ** 3;

let db: TestDatabase;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  db = await createTestDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  receiver.close();
  await db.close();
});
beforeEach(async () => {
  receiver.received.length = 0;
  await db.owner`delete from dirty_traces`;
  await db.owner`delete from dirty_buckets`;
  await db.owner`delete from job_runs`;
  await db.owner`delete from ingest_days`;
  await db.owner`delete from findings`;
});

const NOW = Date.now();
const at = (ms: number, room: DiskRoom | null = null) =>
  storeRound(db.worker, { folder: "/nowhere", now: () => ms, roomOf: () => Promise.resolve(room) });

async function scene() {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "admin");
  await addChannel(ctx, { kind: "webhook", name: "Hook", url: `${receiver.url}/${project.slug}` });
  return project;
}

/** A trace that waits to be derived since, or until, so many minutes. */
const mark = ({ id }: TestProject, minutesAgo: number) => db.owner`
  insert into dirty_traces (project_id, trace_id, shard_key, lane, marked_at)
  values (${id}, ${randomUUID()}, 0, 0, ${new Date(NOW - minutesAgo * MINUTE)})`;
const refuse = ({ id }: TestProject, minutesAgo: number, reason = "unavailable") => db.owner`
  insert into ingest_minutes (project_id, minute, endpoint, outcome, reason, spans, requests, bytes)
  values (${id}, ${new Date(NOW - minutesAgo * MINUTE)}, 'traces', 'refused', ${reason}, 0, 7, 100)`;
const ran = (task: string, error: string | null) => db.owner`
  insert into job_runs (task, job_id, attempt, started_at, error) values (${task}, '1', 1, ${new Date(NOW)}, ${error})`;
const active = ({ id }: TestProject, daysAgo: number) => db.owner`
  insert into ingest_days (project_id, day, spans)
  values (${id}, (${new Date(NOW)}::timestamptz at time zone 'UTC')::date - ${daysAgo}::int, 1)`;

/** Figures stand beside their units. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

const found = async ({ id }: TestProject) =>
  (
    await db.owner<{ level: string; title: string; state: string }[]>`
      select f.level, f.title, case when f.resolved_at is null then 'open' else 'over' end as state
      from findings f where project_id = ${id} order by id`
  ).map(({ level, title, state }) => plain(`${state} ${level}: ${title}`));

async function told(project: TestProject): Promise<string[]> {
  await deliverDue(db, DELIVERY);
  const [own, others] = [true, false].map((isOwn) =>
    receiver.received.filter(({ path }) => (path === `/${project.slug}`) === isOwn),
  );
  receiver.received.splice(0, Infinity, ...(others ?? []));
  return (own ?? []).map(({ body }) => plain((JSON.parse(body) as { title: string }).title));
}

describe("the rule of the store", () => {
  it("tells those projects whose derivation is behind, once a change, and that it is over", async () => {
    const [late, fine] = [await scene(), await scene()];
    await mark(late, 12);
    await mark(fine, 5);
    await at(NOW);
    await Promise.all([at(NOW + MINUTE), at(NOW + MINUTE)]);
    expect(await found(late)).toEqual(["open warning: Traces appear 12.0 min late"]);
    expect([await found(fine), await told(fine)]).toEqual([[], []]);
    expect(await told(late)).toEqual(["Traces appear 12.0 min late"]);
    await at(NOW + 50 * MINUTE);
    expect(await told(late)).toEqual(["Now an alert: Traces appear 12.0 min late"]);
    await db.owner`delete from dirty_traces`;
    // Neither at once nor by a worker that comes later than it went.
    await at(NOW + 51 * MINUTE);
    expect(await told(late)).toEqual([]);
    await Promise.all([at(NOW + 66 * MINUTE), at(NOW + 66 * MINUTE)]);
    expect(await found(late)).toEqual([
      "over warning: Traces appear 12.0 min late",
      "over alert: Traces appear 1.03 h late",
    ]);
    expect(await told(late)).toEqual(["Resolved: Traces appear 12.0 min late"]);
    // What comes again is told again.
    await mark(late, -30);
    await db.owner`update dirty_traces set marked_at = ${new Date(NOW + 40 * MINUTE)}`;
    await at(NOW + 70 * MINUTE);
    expect(await told(late)).toEqual(["Traces appear 30.0 min late"]);
  });

  it("figures that are not made are late by when they should have been", async () => {
    const project = await scene();
    const bucket = (minutesAgo: number, tier: number, markedAgo: number) => db.owner`
      insert into dirty_buckets (project_id, tier, bucket, marked_at)
      values (${project.id}, ${tier}, ${new Date(NOW - minutesAgo * MINUTE)}, ${new Date(NOW - markedAgo * MINUTE)})`;
    await bucket(65, 3600, 60);
    await bucket(9000, 60, 5);
    await at(NOW);
    expect(await found(project)).toEqual([]);
    await bucket(9000, 60, 90);
    await at(NOW + MINUTE);
    expect(await found(project)).toEqual(["open alert: Figures are 1.51 h behind"]);
  });

  it("traces that were set aside are told of while they are tried again and fail", async () => {
    const project = await scene();
    await mark(project, -9);
    await mark(project, -8);
    await at(NOW);
    expect(await found(project)).toEqual([
      "open warning: 2 traces cannot be derived and are tried again every ten minutes",
    ]);
    // They are being tried just now, and fail once more.
    await db.owner`update dirty_traces set marked_at = ${new Date(NOW + 9 * MINUTE)}`;
    await at(NOW + 9 * MINUTE);
    await db.owner`update dirty_traces set marked_at = ${new Date(NOW + 19 * MINUTE)}`;
    await at(NOW + 10 * MINUTE);
    expect(await told(project)).toHaveLength(1);
    await db.owner`delete from dirty_traces`;
    await at(NOW + 24 * MINUTE);
    expect((await found(project))[0]).toMatch(/^open/);
    await at(NOW + 25 * MINUTE);
    expect((await found(project))[0]).toMatch(/^over/);
  });

  it("requests that are refused for want of room are told of when it goes on, those of other reasons are not", async () => {
    const [some, many, other] = [await scene(), await scene(), await scene()];
    for (const minutesAgo of [1, 2]) await refuse(some, minutesAgo);
    for (let minutesAgo = 1; minutesAgo <= 9; minutesAgo++) {
      await refuse(many, minutesAgo);
      await refuse(other, minutesAgo, "too_many_requests");
    }
    await at(NOW);
    expect(await found(many)).toEqual([
      "open alert: 63 requests with spans were refused within ten minutes: the database took no more",
    ]);
    expect([await found(some), await found(other)]).toEqual([[], []]);
    await refuse(some, 3);
    await at(NOW);
    expect((await found(some))[0]).toMatch(/^open warning: 21 requests/);
    await at(NOW + 12 * MINUTE);
    await at(NOW + 16 * MINUTE);
    expect((await found(many))[0]).toMatch(/^over/);
  });

  it("what ails the whole store is told in the projects that send", async () => {
    const [sends, sent, ceased] = [await scene(), await scene(), await scene()];
    await active(sends, 0);
    await active(sent, 1);
    await active(ceased, 2);
    for (const error of ["a", null, "b", "c"]) await ran("retention", error);
    await at(NOW, { freeBytes: 20 * GIB, totalBytes: 200 * GIB });
    expect(await found(sends)).toEqual([]);
    await ran("retention", "the disk is gone");
    await at(NOW, { freeBytes: 9 * GIB, totalBytes: 2000 * GIB });
    const both = [
      "open warning: The job “retention” has failed 3 times in a row",
      "open warning: The disk of the database is nearly full: 9.0 GiB are left",
    ];
    expect([await found(sends), await found(sent), await found(ceased)]).toEqual([both, both, []]);
    await at(NOW, { freeBytes: 0.2 * GIB, totalBytes: 8 * GIB });
    expect((await found(sends))[2]).toBe(
      "open alert: The disk of the database is nearly full: 0.2 GiB are left",
    );
    await ran("retention", null);
    await at(NOW + 16 * MINUTE, { freeBytes: 100 * GIB, totalBytes: 2000 * GIB });
    expect((await found(sends)).filter((one) => one.startsWith("open"))).toEqual([]);
    const incidents = await db.owner`select state from incidents where project_id = ${sends.id}`;
    expect(incidents.map(({ state }) => state)).toEqual(["resolved", "resolved"]);
  });

  it("asks a fixed number of questions, however many projects are well", async () => {
    for (let n = 0; n < 30; n++) await active(await makeProject(db.owner), 0);
    let asked = 0;
    const counting = new Proxy(db.worker, {
      apply: (target, self, given) => {
        asked++;
        return Reflect.apply(target as never, self, given) as unknown;
      },
    });
    expect(await storeRound(counting, { folder: "/nowhere", now: () => NOW })).toBe(false);
    expect(asked).toBeLessThan(12);
  });
});
