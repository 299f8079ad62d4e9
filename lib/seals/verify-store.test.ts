import { mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { erase } from "@/lib/erasures/erase";
import { daysAgo, newId, noonOf } from "@/lib/erasures/world.testing";
import type { ModelSpan } from "@/lib/model/span";
import { dropOld } from "@/lib/retention/drop-old";

import { anchorHeads } from "./anchors";
import { checkAnchors } from "./check-anchors";
import { LOGS } from "./leaf";
import { listKeys, openSigner, rotateKey } from "./signing-keys";
import { storedTree, type Verdict, verifyTree } from "./verify-store";
import { SealedWorld } from "./world.testing";

let db: TestDatabase;
const settings = { key: undefined, secret: "outside of the database" };
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`insert into instance (session_secret) values ('\\x00')`;
});
afterAll(() => db.close());

const DAY = daysAgo(3);
const call = (said: Partial<ModelSpan>): Partial<ModelSpan> => ({
  kind: "llm",
  name: "answer",
  spanId: newId(8),
  startedAtNs: noonOf(DAY),
  ...said,
});

async function newWorld() {
  const world = new SealedWorld(db, await makeProject(db.owner));
  Object.assign(world, { signer: await openSigner(db.worker, settings, new Date()) });
  return world;
}
async function verifyAll(world: SealedWorld): Promise<Record<string, Verdict>> {
  const verdicts: Record<string, Verdict> = {};
  await db.owner.begin("isolation level repeatable read read only", async (tx) => {
    for (const log of LOGS) verdicts[log] = await verifyTree(await storedTree(tx, world.project, log));
  });
  return verdicts;
}
const troubleOf = async (world: SealedWorld): Promise<string | null> => {
  const { traces, audit } = await verifyAll(world);
  const trouble = traces?.trouble ?? audit?.trouble ?? null;
  return trouble && `${trouble.where}: ${trouble.what}`;
};

/** 300 traces, of which one has come late and one was erased, and rows of the audit log. */
async function story() {
  const world = await newWorld();
  const ids = Array.from({ length: 300 }, () => newId(16));
  await world.write(
    ids.map((traceId, n) =>
      call({ traceId, userId: `user ${n}`, outputValue: `answer number ${n} of them` }),
    ),
  );
  await world.seal();
  await world.write([call({ traceId: ids[0] as string, kind: "tool", outputValue: "late" })]);
  await world.seal();
  await erase(world.ctx, { traces: [ids[1]] });
  await world.seal();
  return { world, ids };
}

it("a sealed store verifies, through late facts, erasure and retention", async () => {
  const { world } = await story();
  const { traces, audit } = await verifyAll(world);
  expect(traces).toMatchObject({ trouble: null, leaves: 302, heads: 3, waiting: 0, forgotten: 0 });
  expect(traces?.erased).toBeGreaterThan(0);
  expect(audit).toMatchObject({ trouble: null, leaves: 1 });
  await db.owner`update projects set retention_days = 1 where id = ${world.project.id}`;
  const other = await makeProject(db.owner, { retentionDays: 400 });
  await dropOld(db.worker, new Date());
  expect((await verifyAll(world)).traces).toMatchObject({ trouble: null, forgotten: 302 });
  await db.owner`delete from projects where id = ${other.id}`;
});

describe("whoever may change everything is found out:", () => {
  const changes: [what: string, where: RegExp, change: (id: number, trace: string) => Promise<unknown>][] = [
    ["a fact of a span", /^trace \w+, s\/\w+: is not what was sealed/, (id, trace) => db.owner`update span_rows set duration_ns = duration_ns + 1 where project_id = ${id} and trace_id = ${trace}::uuid`],
    ["whose it is", /\/who: is not what was sealed/, (id, trace) => db.owner`update span_rows set user_id = 'nobody' where project_id = ${id} and trace_id = ${trace}::uuid`],
    ["a label", /^trace \w+, s\/\w+: is not what was sealed/, (id) => db.owner`update label_sets set name = 'other' where project_id = ${id}`],
    ["a span taken away", /was sealed, and is not stored any more/, (id, trace) => db.owner`delete from span_rows where project_id = ${id} and trace_id = ${trace}::uuid`],
    ["a leaf", /^seal_leaves traces leaf 7: is not what its tile holds/, (id) => db.owner`update seal_leaves set reason = 'asked' where project_id = ${id} and log = 'traces' and leaf = 7`],
    ["a leaf taken away", /^seal_leaves traces leaf 8 .*stands where leaf 7 should/, (id) => db.owner`delete from seal_leaves where project_id = ${id} and log = 'traces' and leaf = 7`],
    ["the last leaf taken away", /^trace \w+, .* was not sealed with the rest/, (id) => db.owner`delete from seal_leaves where project_id = ${id} and log = 'traces' and leaf = 301`],
    ["a leaf put in", /^seal_records traces leaf 302 .* no head signs its leaf/, (id) => db.owner`insert into seal_leaves select project_id, log, 302, ${newId(16)}, 1, null, reason, fields, sealed_at from seal_leaves where project_id = ${id} and log = 'traces' and leaf = 7`],
    ["two leaves in each other's place", /^seal_leaves traces leaf 5/, async (id) => {
      await db.owner`update seal_leaves set leaf = -1 where project_id = ${id} and log = 'traces' and leaf = 5`;
      await db.owner`update seal_leaves set leaf = 5 where project_id = ${id} and log = 'traces' and leaf = 6`;
      await db.owner`update seal_leaves set leaf = 6 where project_id = ${id} and log = 'traces' and leaf = -1`;
    }],
    ["a tile", /^seal_(leaves|tiles) traces/, (id) => db.owner`update seal_tiles set hashes = set_byte(hashes, 99, (get_byte(hashes, 99) + 1) % 256) where project_id = ${id}`],
    ["a tile's root", /^seal_tiles traces level 0 tile 0: has a root/, (id) => db.owner`update seal_tiles set root = set_byte(root, 9, (get_byte(root, 9) + 1) % 256) where project_id = ${id}`],
    ["a head", /^tree_heads traces number 2: its signature is wrong/, (id) => db.owner`update tree_heads set body = replace(body, '"version"', '"v"') || ' ' where project_id = ${id} and log = 'nothing'`.then(() => db.owner`update tree_heads set signature = set_byte(signature, 3, (get_byte(signature, 3) + 1) % 256) where project_id = ${id} and log = 'traces' and number = 2`)],
    ["a head taken away", /^tree_heads traces number 3: does not follow head 1/, (id) => db.owner`delete from tree_heads where project_id = ${id} and log = 'traces' and number = 2`],
    ["a record", /^seal_records traces leaf 7 .*is not the one that was sealed/, (id) => db.owner`update seal_records set hashes = set_byte(hashes, 0, (get_byte(hashes, 0) + 1) % 256) where project_id = ${id} and leaf = 7 and log = 'traces'`],
    ["a salt", /is not what was sealed/, (id) => db.owner`update seal_records set seed = set_byte(seed, 0, (get_byte(seed, 0) + 1) % 256) where project_id = ${id} and leaf = 7 and log = 'traces'`],
    ["what was said, though it was read lately", /(output|result)(\/0)?: was sealed, and is not stored any more/, (id) => db.owner`delete from body_blocks where project_id = ${id}`],
    ["a byte by which what was said cannot be opened", /^trace \w+: cannot be read/, (id) => db.owner`update body_blocks set bodies = set_byte(bodies, 0, (get_byte(bodies, 0) + 1) % 256) where project_id = ${id}`],
    ["a row of the audit log", /^audit_log \d+, actor: is not what was sealed/, (id) => db.owner`update audit_log set actor_name = 'somebody else' where project_id = ${id}`],
    ["a row of the audit log taken away", /^audit_log \d+: was sealed, and is not stored any more/, (id) => db.owner`delete from audit_log where project_id = ${id}`],
  ]; // prettier-ignore
  it.each(changes)("%s", async (_, where, change) => {
    const { world, ids } = await story();
    expect(await troubleOf(world)).toBeNull();
    await change(world.project.id, ids[7] as string);
    expect(await troubleOf(world)).toMatch(where);
  });

  it("heads that were taken back are missed where they were put outside", async () => {
    const { world } = await story();
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), "recount-anchors-")), "heads.jsonl");
    while ((await anchorHeads(db.worker, file, new Date())) > 0);
    const check = async () => {
      let found: ReturnType<typeof checkAnchors> = null;
      await db.owner.begin(async (tx) => {
        const { heads } = await storedTree(tx, world.project, "traces");
        found = checkAnchors(readFileSync(file, "utf8"), {
          projectId: world.project.id,
          log: "traces",
          heads,
        });
      });
      return found as ReturnType<typeof checkAnchors>;
    };
    expect(await check()).toBeNull();
    const { id } = world.project;
    await db.owner`delete from tree_heads where project_id = ${id} and log = 'traces' and number = 3`;
    await db.owner`delete from seal_leaves where project_id = ${id} and log = 'traces' and leaf = 301`;
    expect(await check()).toMatchObject({ where: "tree_heads traces number 3", what: /taken back/ });
  });
});

it("keys follow each other, each told by the one before; what the store keeps opens with the secret alone", async () => {
  const before = await openSigner(db.worker, settings, new Date());
  const next = await rotateKey(db.worker, settings, undefined, new Date());
  expect(next.signature).not.toBeNull();
  expect((await openSigner(db.worker, settings, new Date())).keyId).toBe(next.id);
  expect(next.id).not.toBe(before.keyId);
  await expect(openSigner(db.worker, { ...settings, secret: "another" }, new Date())).rejects.toMatchObject({
    code: "conflict",
    message: /RECOUNT_SECRET/,
  });
  const world = await newWorld();
  await world.write([call({ traceId: newId(16) })]);
  await world.seal();
  expect(await verifyAll(world)).toMatchObject({ traces: { trouble: null, notes: [] } });
  expect((await listKeys(db.owner)).map(({ number }) => number)).toEqual([1, 2]);
});
