import { verify, createPublicKey } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { erase } from "@/lib/erasures/erase";
import { daysAgo, newId, noonOf } from "@/lib/erasures/world.testing";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { Json } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";

import { bodyOf, hashOfBody, listHeads } from "./heads";
import { hashOfLeaf } from "./leaf";
import { rootOf, verifyInclusion } from "./merkle";
import { readTraceRecords } from "./read-records";
import { hashOfList, keptSalts, matchFields, pathsOf, saltAt } from "./record";
import { keptOf, layoutText, sealRound } from "./seal-round";
import { signedBytes } from "./signing-keys";
import { proveInclusion, readLeaves, treeSize } from "./tree-store";
import { SealedWorld, testSigner } from "./world.testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const DAY = daysAgo(2);
const newWorld = async () => new SealedWorld(db, await makeProject(db.owner));
const call = (said: Partial<ModelSpan>): Partial<ModelSpan> => ({
  kind: "llm",
  name: "answer",
  spanId: newId(8),
  startedAtNs: noonOf(DAY),
  system: "You answer questions about parcels.",
  ...said,
});

const recordsOf = async (world: SealedWorld) => {
  const rows = await db.owner<
    { leaf: number; layout: string; hashes: Buffer; seed: Buffer | null; salts: Buffer | null }[]
  >`
    select leaf, layout, hashes, seed, salts from seal_records where project_id = ${world.project.id} and log = 'traces' order by leaf`;
  return rows.map((row) => ({ leaf: row.leaf, ...keptOf(row) }));
};
const recordNow = async (world: SealedWorld, traceId: string) =>
  (await db.app.begin(async (tx) => {
    await tx.unsafe(`set local app.project_id = '${world.project.id}'`);
    return (await readTraceRecords(tx, world.project.id, [{ traceId, shardKey: 1 }])).get(traceId);
  })) as Awaited<ReturnType<typeof readTraceRecords>> extends Map<string, infer R> ? R : never;

describe("a trace", () => {
  it("is sealed when nothing came for ten minutes, once, and again when something came late", async () => {
    const world = await newWorld();
    const span = call({ traceId: newId(16), input: [{ role: "user", content: "Where is it?" }] });
    const traceId = span.traceId as string;
    await world.write([span]);
    await world.derive();
    await world.sealNow();
    expect(await world.leaves()).toEqual([]);
    await world.seal();
    const first = { leaf: 0, subject: traceId, version: 1, previous: null, reason: "settled" };
    expect(await world.leaves()).toEqual([first]);
    // The same bytes again are no news.
    await world.write([{ ...span, mergedParts: 1 }]);
    await world.seal();
    expect(await world.leaves()).toEqual([first]);
    await world.write([call({ traceId, kind: "tool", outputValue: "in Ghent" })]);
    await world.seal();
    expect(await world.leaves()).toEqual([
      first,
      { leaf: 1, subject: traceId, version: 2, previous: 0, reason: "changed" },
    ]);
  });

  it("is sealed again with what people say about it later", async () => {
    const world = await newWorld();
    const traceId = newId(16);
    await world.write([call({ traceId })]);
    await world.seal();
    await world.judge(traceId, "wrong: it was denied");
    await world.seal();
    expect(await world.leaves()).toMatchObject([{ version: 1 }, { version: 2, reason: "changed" }]);
    const { layout, values } = await recordNow(world, traceId);
    const comment = layout.findIndex((line) => line.endsWith("/comment"));
    expect(values[comment]).toBe('"wrong: it was denied"');
  });

  it("is not sealed while its spans still come", async () => {
    const world = await newWorld();
    const traceId = newId(16);
    await world.write([call({ traceId })]);
    await world.derive();
    await db.owner`update seal_marks set due_at = due_at - interval '1 hour' where project_id = ${world.project.id}`;
    await world.write([call({ traceId })]);
    await world.derive();
    await world.sealNow();
    expect(await world.leaves()).toEqual([]);
    await world.seal();
    expect(await world.leaves()).toMatchObject([{ version: 1 }]);
  });

  it("is a list of fields: facts, whose it is, and each content once", async () => {
    const world = await newWorld();
    const traceId = newId(16);
    const history = [
      { role: "user", content: "one" },
      { role: "assistant", content: "two" },
    ];
    const [a, b] = ["00f067aa0ba902b7", "00f067aa0ba902b8"];
    await world.write([
      call({ traceId, spanId: a, userId: "ada", input: history.slice(0, 1), output: history.slice(1) }),
      call({
        traceId,
        spanId: b,
        startedAtNs: noonOf(DAY) + 5n,
        input: history,
        documents: [{ id: "d", content: "text", score: 0.5 }] as never,
      }),
    ]);
    await world.derive();
    const record = await recordNow(world, traceId);
    expect(record.layout.filter((line) => !/attributes|resource|sent|settings/.test(line))).toEqual([
      `s/${a}`,
      `s/${a}/who`,
      `s/${a}/system`,
      `s/${a}/context/0`,
      `s/${a}/output/0`,
      `s/${b}`,
      expect.stringMatching(new RegExp(`^= \\d+\\+1 s/${b}/system$`)),
      expect.stringMatching(new RegExp(`^= \\d+\\+2 s/${b}/context/0$`)),
      `s/${b}/documents/0`,
      `s/${b}/scores`,
    ]);
    for (const value of record.values) expect(canonicalJson(JSON.parse(value) as Json)).toBe(value);
  });

  it("keeps its other fields provable when something is erased, and nothing that tells what it was", async () => {
    const world = await newWorld();
    const [gone, stays] = [newId(16), newId(16)];
    const said = {
      input: [{ role: "user", content: "My name is Ada Lovelace." }],
      outputValue: "Hello Ada Lovelace",
    };
    await world.write([call({ traceId: gone, ...said }), call({ traceId: stays, ...said })]);
    await world.seal();
    const before = await recordNow(world, gone);
    await erase(world.ctx, { traces: [gone] });
    await world.sealNow();
    const leaves = await world.leaves();
    expect(leaves.at(-1)).toMatchObject({ subject: gone, version: 2, reason: "erased" });
    const kept = await recordsOf(world);
    const first = leaves.findIndex((leaf) => leaf.subject === gone);
    const old = kept[first] as (typeof kept)[number];
    const now = await recordNow(world, gone);
    const matched = matchFields(old, now);
    const salts = keptSalts(old);
    expect(old.seed).toBeNull();
    for (const [field, path] of pathsOf(old.layout).entries()) {
      const isFact = /^s\/\w+$/.test(path);
      expect(matched[field] !== null, path).toBe(isFact);
      expect(saltAt(salts, field) !== null, path).toBe(isFact);
    }
    // Who knows what was erased cannot show it either: the salt is gone.
    expect(matchFields(old, before).filter((value) => value !== null)).toHaveLength(1);
    expect((await recordsOf(world)).filter(({ seed }) => seed === null)).toHaveLength(1);
  });
});

it("every sealed leaf stands in the tree that the newest head signs, heads are chained", async () => {
  const world = await newWorld();
  const ids = Array.from({ length: 300 }, () => newId(16));
  await world.write(ids.slice(0, 150).map((traceId) => call({ traceId })));
  await world.seal();
  await world.write(ids.slice(150).map((traceId) => call({ traceId })));
  await world.seal();
  const scope = { projectId: world.project.id, log: "traces" as const };
  const [head, before, ...rest] = await listHeads(db.owner, scope, { limit: 10 });
  expect(rest).toEqual([]);
  const body = bodyOf(head!);
  expect(body).toMatchObject({
    size: 300,
    number: 2,
    previous: hashOfBody(before!.body),
    project: world.project.slug,
  });
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), world.signer.publicKey]),
    format: "der",
    type: "spki",
  });
  expect(verify(null, signedBytes("tree head", head!.body), key, head!.signature)).toBe(true);
  const leaves = await readLeaves(db.owner, scope, [0, await treeSize(db.owner, scope)]);
  const root = rootOf(leaves.map(hashOfLeaf));
  expect(body.root).toBe(root.toString("hex"));
  for (const at of [0, 149, 255, 256, 299]) {
    const path = await proveInclusion(db.owner, scope, at, 300);
    expect(verifyInclusion(hashOfLeaf(leaves[at]!), { index: at, size: 300, path, root })).toBe(true);
  }
  for (const { layout, hashes, leaf } of await recordsOf(world))
    expect(hashOfList(layout, hashes.toString("hex"))).toBe(leaves[leaf]!.fields);
});

it("several workers seal each trace once", async () => {
  const world = await newWorld();
  const ids = Array.from({ length: 200 }, () => newId(16)).toSorted();
  await world.write(ids.map((traceId) => call({ traceId })));
  await world.derive();
  const later = () => new Date(Date.now() + 3_600_000);
  const signer = testSigner();
  await Promise.all([1, 2, 3].map(() => sealRound(db.worker, signer, later)));
  expect((await world.leaves()).map(({ subject }) => subject).toSorted()).toEqual(ids);
});

it("rows of the audit log are sealed by id, once they are two minutes old", async () => {
  const world = await newWorld();
  const insert = (action: string, age: string) => db.owner`
    insert into audit_log (project_id, at, actor_kind, actor_name, action, target, detail)
    values (${world.project.id}, now() - ${age}::interval, 'system', 'test', ${action}, 'x"y', '{"a": 1}') returning id::text`;
  const [{ id: first }] = (await insert("one", "10 minutes")) as unknown as [{ id: string }];
  await insert("two", "1 minute");
  await world.sealNow();
  expect(await world.leaves("audit")).toEqual([
    { leaf: 0, subject: first, version: 1, previous: null, reason: "settled" },
  ]);
  await world.seal();
  expect(await world.leaves("audit")).toHaveLength(2);
  const [head] = await listHeads(db.owner, { projectId: world.project.id, log: "audit" }, { limit: 1 });
  expect(bodyOf(head!)).toMatchObject({ log: "audit", size: 2, gaps: null });
});

it("the worker may add to the tree, and neither change nor take away", async () => {
  const world = await newWorld();
  await world.write([call({ traceId: newId(16) })]);
  await world.seal();
  for (const table of ["seal_leaves", "seal_tiles", "tree_heads", "seal_anchors", "signing_keys"])
    for (const sql of [db.worker, db.app]) {
      await expect(sql`delete from ${sql(table)}`).rejects.toMatchObject({ code: "42501" });
      await expect(sql`truncate ${sql(table)}`).rejects.toMatchObject({ code: "42501" });
    }
  for (const sql of [db.worker, db.app]) {
    await expect(sql`update seal_leaves set reason = 'x'`).rejects.toMatchObject({ code: "42501" });
    await expect(sql`update tree_heads set body = 'x'`).rejects.toMatchObject({ code: "42501" });
    await expect(sql`update seal_records set hashes = '\\x'`).rejects.toMatchObject({ code: "42501" });
  }
});

it("a list of fields is kept shorter and read as it was", () => {
  const path = fc.constantFrom("s/a", "s/b", "s/a/x", "s/a/x/0", "s/ab", "act", "r/1/comment", "s/a/y\ud83d");
  const line = fc.oneof(
    path,
    fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 9 }), path).map(([n, c, p]) => `= ${n}+${c} ${p}`),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (layout) => {
      const text = layoutText(layout);
      expect(keptOf({ layout: text, hashes: Buffer.alloc(0), seed: null, salts: null }).layout).toEqual(
        layout,
      );
    }),
  );
});

it("facts are canonical JSON without nulls, whatever texts say", async () => {
  const world = await newWorld();
  const traceId = newId(16);
  const name = '{"a":null,"b":null} "c":null,\\"d\\":null \u2028 \u0001 é \u{1f600}';
  await world.write([
    call({ traceId, name, userId: '","user_id":null', sessionId: null as never, tags: ["null", '"x":null'] }),
  ]);
  await world.derive();
  const { layout, values } = await recordNow(world, traceId);
  const facts = JSON.parse(values[0] as string) as Record<string, unknown>;
  expect(layout[0]).toMatch(/^s\//);
  expect(facts).toMatchObject({ name, tags: ['"x":null', "null"] });
  expect(Object.values(facts)).not.toContain(null);
  expect(JSON.parse(values[layout.indexOf(`${layout[0]}/who`)] as string)).toEqual({
    user_id: '","user_id":null',
  });
  for (const value of values) expect(canonicalJson(JSON.parse(value) as Json)).toBe(value);
});
