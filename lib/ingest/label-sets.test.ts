import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { LABELS } from "@/lib/model/labels";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";

import { accept } from "./accept";
import { KnownLabelSets } from "./label-sets";
import type { Batch } from "./rows";
import { writeBatch } from "./write";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const DAY_MS = 86_400_000;
const now = () => new Date("2026-11-21T12:00:00Z");
const at = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n;
const span = (said: Partial<ModelSpan> = {}) =>
  modelSpan({ startedAtNs: at("2026-11-20T10:00:00Z"), service: "shop", environment: "test", ...said });

const batchOf = (project: TestProject, spans: ModelSpan[]): Batch =>
  accept({ project, now }, { spans, additions: [], scores: [], rejected: [], ignored: 0 }).batch;
const writeIt = (batch: Batch, sets = new KnownLabelSets()) =>
  writeBatch(db.pipeline, batch, new KnownBodies(), sets);
const write = (project: TestProject, spans: ModelSpan[], sets?: KnownLabelSets) =>
  writeIt(batchOf(project, spans), sets);

const setsOf = async (project: TestProject) =>
  db.owner<{ name: string; day: string }[]>`
    select name, used_on::text as day from label_sets where project_id = ${project.id} order by name`;
const names = async (project: TestProject) => {
  const rows = await db.owner<{ name: string }[]>`
    select name from spans where project_id = ${project.id} order by name`;
  return rows.map(({ name }) => name);
};
/** Rows that name a set which is not there. */
const lost = async () =>
  db.owner`
    select from span_rows s
    where label_set is not null
      and not exists (
        select from label_sets l
        where l.project_id = s.project_id and l.id = s.label_set and l.shard_key = s.shard_key)`;

describe("labels of spans", () => {
  it("each come back by their name, from a set and from the row itself", async () => {
    for (const room of [10, 0]) {
      const project = await makeProject(db.owner);
      const batch = batchOf(project, [span()]);
      const [row] = batch.spans;
      for (const name of LABELS) if (row) row[name] = `the ${name}`;
      expect(await writeIt(batch, new KnownLabelSets(room))).toEqual({
        spans: 1,
        ownLabels: room === 0 ? 1 : 0,
      });
      const [read] = await db.owner`select ${db.owner(LABELS)} from spans where project_id = ${project.id}`;
      expect(LABELS.map((name) => (read as Record<string, unknown>)[name])).toEqual(
        LABELS.map((name) => `the ${name}`),
      );
    }
  });

  it("are one set for all spans that have the same, and none may be read by another project", async () => {
    const [project, other] = [await makeProject(db.owner), await makeProject(db.owner)];
    await write(project, [span({ name: "a" }), span({ name: "a" }), span({ name: "b" })]);
    expect((await setsOf(project)).map(({ name }) => name)).toEqual(["a", "b"]);
    const read = (id: number) =>
      inProject(
        db.app,
        id,
        (sql) => sql`select name from label_sets where shard_key is not null order by name`,
      );
    expect(await read(project.id)).toEqual([{ name: "a" }, { name: "b" }]);
    expect(await read(other.id)).toEqual([]);
  });

  it("that are empty are others than those that are not there, wherever a label ends", async () => {
    const project = await makeProject(db.owner);
    const said = [
      { service: null, release: "" },
      { service: "", release: null },
      { service: "1:a", release: null },
      { service: "1", release: ":a" },
      { service: "-", release: "-" },
      { service: null, release: null },
    ];
    const batch = batchOf(
      project,
      said.map((_, index) => span({ userId: `user ${index}` })),
    );
    for (const row of batch.spans)
      Object.assign(row, said[Number(row.user_id?.split(" ")[1])], { environment: null, version: null });
    await writeIt(batch);
    const rows = await db.owner`
      select service, release from spans where project_id = ${project.id} order by user_id`;
    expect(rows.map((row) => ({ ...row }))).toEqual(said);
    expect(await setsOf(project)).toHaveLength(said.length);
  });

  it("follow the copy that wins, from a set to another, to the row itself and back", async () => {
    const project = await makeProject(db.owner);
    const copy = (name: string, durationNs: bigint | null, more: Partial<ModelSpan> = {}) =>
      span({ traceId: "1".repeat(32), spanId: "2".repeat(16), name, durationNs, ...more });
    const sets = new KnownLabelSets();
    const none = new KnownLabelSets(0);
    await write(project, [copy("open", null)], sets);
    await write(project, [copy("ended", 5n)], sets);
    expect(await names(project)).toEqual(["ended"]);
    await write(project, [copy("open", null)], none);
    expect(await names(project)).toEqual(["ended"]);
    await write(project, [copy("fuller", 5n, { release: "1", provider: "p" })], none);
    expect(await names(project)).toEqual(["fuller"]);
    await write(project, [copy("fullest", 5n, { release: "1", provider: "p", version: "2" })], sets);
    expect(await names(project)).toEqual(["fullest"]);
    const [row] = await db.owner`
      select own_labels, label_set is not null as "inSet" from span_rows where project_id = ${project.id}`;
    expect(row).toEqual({ own_labels: null, inSet: true });
  });

  it("cost who does not ask for them nothing", async () => {
    const project = await makeProject(db.owner);
    const plan = await inProject(
      db.app,
      project.id,
      (sql) => sql`
        explain select count(*), sum(cost_nano_usd) from spans
        where project_id = ${project.id} and shard_key = 1 and started_at >= '2026-11-20T00:00:00Z'`,
    );
    expect(JSON.stringify(plan)).toContain("span_rows");
    expect(JSON.stringify(plan)).not.toContain("label_sets");
  });
});

describe("a set of labels is there for every row that names it", () => {
  it("when several processes write it at once, in any order", async () => {
    const project = await makeProject(db.owner, { shardKeys: [1, 2, 3] });
    const spans = () => Array.from({ length: 60 }, (_, index) => span({ name: `step ${index % 20}` }));
    const processes = Array.from({ length: 4 }, () => new KnownLabelSets());
    await Promise.all(
      processes.flatMap((sets) => [
        write(project, spans(), sets),
        write(project, spans().toReversed(), sets),
      ]),
    );
    expect(await names(project)).toHaveLength(480);
    expect(new Set(await names(project)).size).toBe(20);
    expect(await lost()).toEqual([]);
  });

  it("after a batch that wrote it was rolled back", async () => {
    const project = await makeProject(db.owner);
    const sets = new KnownLabelSets();
    const batch = batchOf(project, [span({ name: "again" })]);
    const bad = batchOf(project, [span({ name: "again" })]);
    bad.scores.push({ id: "bad", name: null } as never);
    await expect(writeIt(bad, sets)).rejects.toThrow("null value");
    expect(await setsOf(project)).toEqual([]);
    await writeIt(batch, sets);
    expect(await names(project)).toEqual(["again"]);
    expect(await lost()).toEqual([]);
  });

  it("on the day after retention took it, and says on which day it was used last", async () => {
    const project = await makeProject(db.owner);
    let nowMs = Date.parse("2026-11-20T23:59:59Z");
    const sets = new KnownLabelSets(10, () => nowMs);
    await write(project, [span({ name: "daily" })], sets);
    await write(project, [span({ name: "daily" })], sets);
    expect(await setsOf(project)).toEqual([{ name: "daily", day: "2026-11-20" }]);
    nowMs += 2_000;
    await db.owner`delete from label_sets where project_id = ${project.id}`;
    await write(project, [span({ name: "daily" })], sets);
    expect(await setsOf(project)).toEqual([{ name: "daily", day: "2026-11-21" }]);
    nowMs += DAY_MS;
    await write(project, [span({ name: "daily", startedAtNs: at("2026-11-02T10:00:00Z") })], sets);
    expect(await setsOf(project)).toEqual([{ name: "daily", day: "2026-11-22" }]);
    // Another process, whose clock is behind, takes no day from it.
    await write(project, [span({ name: "daily" })], new KnownLabelSets(10, () => nowMs - DAY_MS));
    expect(await setsOf(project)).toEqual([{ name: "daily", day: "2026-11-22" }]);
    expect(await lost()).toEqual([]);
  });
});

describe("the number of sets is bounded", () => {
  it("by project and day: what is beyond stays with its spans, whole and counted", async () => {
    const [project, other] = [await makeProject(db.owner), await makeProject(db.owner)];
    let nowMs = Date.parse("2026-11-20T12:00:00Z");
    const sets = new KnownLabelSets(3, () => nowMs);
    const many = Array.from({ length: 5 }, (_, index) => span({ name: `name ${index}` }));
    expect(await write(project, many, sets)).toEqual({ spans: 5, ownLabels: 2 });
    expect(await write(project, many, sets)).toMatchObject({ ownLabels: 2 });
    expect(await write(project, [span({ name: "one more" })], sets)).toMatchObject({ ownLabels: 1 });
    expect(await setsOf(project)).toHaveLength(3);
    expect(await names(project)).toEqual([...many.map(({ name }) => name), "one more"]);
    expect(await write(other, many.slice(0, 3), sets)).toMatchObject({ ownLabels: 0 });
    nowMs += DAY_MS;
    expect(await write(project, [span({ name: "one more" })], sets)).toMatchObject({ ownLabels: 0 });
  });

  it("by the length of what they say", async () => {
    const project = await makeProject(db.owner);
    const long = { name: "n".repeat(500), service: "s".repeat(500), release: "r".repeat(500) };
    const batch = batchOf(project, [span({ ...long, version: "v".repeat(500), traceName: "t".repeat(500) })]);
    expect(await writeIt(batch)).toEqual({ spans: 1, ownLabels: 1 });
    expect(await names(project)).toEqual([batch.spans[0]?.name]);
  });
});
