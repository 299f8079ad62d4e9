import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { CARRIES } from "@/lib/bodies/body-ids";
import { PriceBook } from "@/lib/cost/price-book";
import { deriveTraces } from "@/lib/derive/derive-traces";
import type { JsonObject } from "@/lib/model/json";
import { unlimitedRequest } from "@/lib/ingest-usage/testing";
import { modelSpan } from "@/lib/model/testing";

import { GroupCommit } from "../group-commit";
import type { Part, PartSource } from "./part";
import { receiveParts } from "./receive-parts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const NOON = Date.parse("2026-11-20T12:00:00Z");
const nothingKnown = { find: () => null, add: () => {} };

const endpointOf = (project: TestProject) => ({
  ctx: {
    sql: db.app,
    project,
    actor: { kind: "system" as const, name: "test" },
    now: () => new Date(NOON + 3_600_000),
  },
  ingest: new GroupCommit(db.pipeline, nothingKnown),
  ingestRequest: unlimitedRequest(db.app, project.id),
  prices: PriceBook.list,
});

/** A protocol with as little in it as can be: pieces say a field or two of one span; the start is said last. */
const source: PartSource = {
  name: "toy",
  content: ["output"],
  merge: (parts) => {
    const said = Object.assign({}, ...parts.map(({ body }) => body)) as JsonObject;
    return typeof said.trace !== "string"
      ? null
      : modelSpan({
          traceId: said.trace,
          spanId: "00000000000000aa",
          name: typeof said.name === "string" ? said.name : "unnamed",
          startedAtNs: BigInt(NOON + Number(said.start ?? 0)) * 1_000_000n,
          userId: typeof said.user === "string" ? said.user : null,
          outputValue: said.output ?? null,
        });
  },
};
const piece = (body: JsonObject, atMs = 0): Part => ({
  object: "run 1",
  atNs: BigInt(NOON + atMs) * 1_000_000n,
  traceId: null,
  body,
});
const spansOf = (project: TestProject) => db.owner<{ name: string; user_id: string; started_at: string }[]>`
    select name, user_id, started_at::text from spans where project_id = ${project.id} order by started_at`;
const derive = async () => {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
};
const traceId = () => randomBytes(16).toString("hex");

it("an update that comes before its create waits for it", async () => {
  const project = await makeProject(db.owner);
  const ingestTarget = endpointOf(project);
  expect(await receiveParts(ingestTarget, "toy", source, [piece({ user: "ann" }, 5)])).toEqual([]);
  expect(await spansOf(project)).toEqual([]);
  await receiveParts(ingestTarget, "toy", source, [piece({ trace: traceId(), name: "ask" })]);
  expect(await spansOf(project)).toMatchObject([{ name: "ask", user_id: "ann" }]);
});

it("pieces are merged in the order of their times, whatever their number of digits", async () => {
  const project = await makeProject(db.owner);
  const trace = traceId();
  const at = (micros: bigint, name: string): Part => ({ ...piece({ trace, name }), atNs: micros * 1000n });
  await receiveParts(endpointOf(project), "toy", source, [at(10n, "last"), at(9n, "first")]);
  expect(await spansOf(project)).toMatchObject([{ name: "last" }]);
});

it("of requests that bring pieces of one object at once, the state with all of them wins", async () => {
  for (let round = 0; round < 10; round++) {
    const project = await makeProject(db.owner);
    const pieces = [
      piece({ trace: traceId(), name: "ask", output: "a long text that fills columns" }),
      piece({ user: "ann" }, 1),
      piece({ name: "answer" }, 2),
      piece({ output: null }, 3),
    ];
    await Promise.all(pieces.map((one) => receiveParts(endpointOf(project), "toy", source, [one])));
    // The whole says less than the first piece alone (its output was taken back), and stands all the same.
    expect(await spansOf(project)).toMatchObject([{ name: "answer", user_id: "ann" }]);
    const [row] =
      await db.owner`select carries & ${CARRIES.result} as carries from spans where project_id = ${project.id}`;
    expect(row).toEqual({ carries: 0 });
  }
});

it("a request whose spans were lost after its pieces were kept is healed by sending it again", async () => {
  const project = await makeProject(db.owner);
  const ingestTarget = endpointOf(project);
  const pieces = [piece({ trace: traceId(), name: "ask" })];
  const stopping = { submit: () => Promise.reject(new Error("killed")) } as unknown as GroupCommit;
  await expect(receiveParts({ ...ingestTarget, ingest: stopping }, "toy", source, pieces)).rejects.toThrow(
    "killed",
  );
  expect(await spansOf(project)).toEqual([]);
  await receiveParts(ingestTarget, "toy", source, pieces);
  await receiveParts(ingestTarget, "toy", source, pieces);
  expect(await spansOf(project)).toMatchObject([{ name: "ask" }]);
  const [{ n } = { n: 0 }] = await db.owner<
    { n: number }[]
  >`select count(*)::int as n from span_parts where project_id = ${project.id}`;
  expect(n).toBe(1);
});

it("a start that moves leaves one copy, and both minutes to be counted again", async () => {
  const project = await makeProject(db.owner);
  const ingestTarget = endpointOf(project);
  const trace = traceId();
  await receiveParts(ingestTarget, "toy", source, [piece({ trace, name: "ask", start: 0 })]);
  await derive();
  await db.owner`delete from dirty_buckets where project_id = ${project.id}`;
  await receiveParts(ingestTarget, "toy", source, [piece({ start: -86_400_000 }, 1)]);
  await derive();
  expect((await spansOf(project)).map((row) => row.started_at)).toEqual(["2026-11-19 12:00:00+00"]);
  const marks = await db.owner`
    select distinct bucket::text from dirty_buckets where project_id = ${project.id} and tier = 60 order by 1`;
  expect(marks.map((row) => row.bucket as string)).toEqual([
    "2026-11-19 12:00:00+00",
    "2026-11-20 12:00:00+00",
  ]);
});

it("keeps pieces without secrets, with content as it was said, and refuses only the piece that cannot be kept", async () => {
  const project = await makeProject(db.owner);
  let deep: JsonObject = {};
  for (let level = 0; level < 80; level++) deep = { deep };
  const rejected = await receiveParts(endpointOf(project), "toy", source, [
    piece({
      metadata: { api_key: "sk-1" },
      password: "p",
      output: { password: "p" },
      text: "a\u0000\ud800b",
    }),
    piece(deep),
  ]);
  expect(rejected).toMatchObject([{ index: 1, code: "nested_too_deep" }]);
  const rows = await db.owner<
    { body: string }[]
  >`select body from span_parts where project_id = ${project.id}`;
  expect(rows.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    {
      metadata: { api_key: "[redacted]" },
      password: "[redacted]",
      output: { password: "p" },
      text: "a\ufffd\ufffdb",
    },
  ]);
});

it("an object with more pieces than are read keeps the newest and says that some are missing", async () => {
  const project = await makeProject(db.owner);
  const ingestTarget = endpointOf(project);
  const trace = traceId();
  const pieces = Array.from({ length: 2_100 }, (_, n) => piece({ trace, name: `name ${n}` }, n));
  await receiveParts(ingestTarget, "toy", source, pieces);
  const [row] = await db.owner`select name, flags from spans where project_id = ${project.id}`;
  expect(row).toEqual({ name: "name 2099", flags: 16 });
});
