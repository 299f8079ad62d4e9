import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Role } from "@/lib/context";
import { SubjectKey } from "@/lib/decisions/subject-key";
import { erase } from "@/lib/erasures/erase";
import { daysAgo, newId, noonOf } from "@/lib/erasures/world.testing";
import type { ModelSpan } from "@/lib/model/span";
import { SealedWorld } from "@/lib/seals/world.testing";
import { openSigner } from "@/lib/seals/signing-keys";

import { makeEvidence } from "./make-evidence";
import { evidenceQuerySchema } from "./schemas";
import { loadVerifier, readBundle, type Verifier } from "./testing";
import { VERIFIER } from "./verifier";

let db: TestDatabase;
let verifier: Verifier;
const signing = { key: undefined, secret: "a secret outside of the database, 32+" };
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`insert into instance (session_secret) values ('\\x00')`;
  verifier = await loadVerifier();
});
afterAll(() => db.close());

const DAY = daysAgo(2);
const call = (said: Partial<ModelSpan>): Partial<ModelSpan> => ({
  kind: "llm",
  name: "decide",
  spanId: newId(8),
  startedAtNs: noonOf(DAY),
  system: "You decide on refunds.",
  requestModel: "gpt-x",
  ...said,
});

class EvidenceWorld extends SealedWorld {
  static async make() {
    const world = new EvidenceWorld(db, await makeProject(db.owner));
    const signer = await openSigner(db.worker, signing, new Date());
    Object.assign(world, { signer });
    return world;
  }

  as(role: Role) {
    return { ...this.ctx, actor: { kind: "user", id: 1, name: "Ada", role } as const };
  }

  make(given: Record<string, unknown>, role: Role = "compliance") {
    const query = evidenceQuerySchema.parse({ kind: "trace", ...given });
    return makeEvidence(this.as(role), query, { signing, zone: "UTC" });
  }
}

async function decision() {
  const world = await EvidenceWorld.make();
  const traceId = newId(16);
  await world.write([
    call({
      traceId,
      userId: "customer-7",
      input: [{ role: "user", content: "May I have my money back? <b>&\r\n</b>" }],
      output: [{ role: "assistant", content: "No: after 30 days." }],
    }),
    call({
      traceId,
      kind: "tool",
      name: "look up",
      toolName: "orders",
      startedAtNs: noonOf(DAY) + 9n,
      inputValue: { order: 12 },
      outputValue: "shipped",
    }),
  ]);
  return { world, traceId };
}

it("opens as one page that verifies, and as JSON that does, and the audit log knows who made it", async () => {
  const { world, traceId } = await decision();
  await world.seal();
  const page = await world.make({ of: traceId, reason: "complaint 42" });
  expect(page.name).toBe(`evidence-trace-${traceId}.html`);
  expect(await verifier.verifyText(page.content)).toMatchObject({
    ok: true,
    records: 1,
    withheld: 0,
    erased: 0,
    receipts: 1,
  });
  for (const text of ["May I have my money back?", "after 30 days", "customer-7", "gpt-x", "complaint 42"])
    expect(page.content).toContain(text);
  const json = await world.make({ of: traceId, format: "json" });
  expect(await verifier.verifyText(json.content)).toMatchObject({ ok: true, records: 1 });
  const log = await db.owner`
    select actor_name, action, target, detail ->> 'reason' as reason from audit_log where project_id = ${world.project.id} order by id`;
  expect(log[0]).toEqual({
    actor_name: "Ada",
    action: "evidence.made",
    target: traceId,
    reason: "complaint 42",
  });
  // Who made it is sealed, too, and stands in the next file.
  await world.seal();
  const next = readBundle((await world.make({ of: traceId, format: "json" })).content);
  expect(next.records.map(({ leaf }) => leaf.log)).toContain("audit");
  expect(await verifier.verify(next)).toMatchObject({ ok: true, records: 3 });
});

it("seals at once what has not settled yet", async () => {
  const { world, traceId } = await decision();
  await world.derive();
  let done = false;
  const made = world.make({ of: traceId, format: "json" }).finally(() => (done = true));
  while (!done) {
    await world.sealNow();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const bundle = readBundle((await made).content);
  expect(bundle.records).toMatchObject([{ leaf: { subject: traceId, reason: "asked" } }]);
  expect(await verifier.verify(bundle)).toMatchObject({ ok: true });
});

it("is made by compliance alone", async () => {
  const { world, traceId } = await decision();
  await world.seal();
  for (const role of ["engineer", "manager", "admin"] as const)
    await expect(world.make({ of: traceId }, role)).rejects.toMatchObject({
      code: "forbidden",
      message: /compliance/,
    });
  await expect(world.make({ of: newId(16) })).rejects.toMatchObject({ code: "not_found" });
  await expect(world.make({ kind: "range", of: undefined })).rejects.toMatchObject({ code: "bad_request" });
});

it("a subject's and a range's traces stand in one file, with heads that continue each other", async () => {
  const world = await EvidenceWorld.make();
  for (let round = 0; round < 3; round++) {
    await world.write(["ada", "bob"].map((userId) => call({ traceId: newId(16), userId })));
    await world.seal();
  }
  const subject = readBundle((await world.make({ kind: "subject", of: "ada", format: "json" })).content);
  expect(subject.records).toHaveLength(3);
  expect(subject.heads).toHaveLength(3);
  expect(await verifier.verify(subject)).toMatchObject({ ok: true, records: 3 });
  const range = readBundle(
    (
      await world.make({
        kind: "range",
        from: `${DAY}T00:00:00Z`,
        to: `${daysAgo(1)}T00:00:00Z`,
        format: "json",
      })
    ).content,
  );
  expect(range.records).toHaveLength(6);
  expect(await verifier.verify(range)).toMatchObject({ ok: true });
});

it("a session's traces, and all decisions about somebody, stand in one file", async () => {
  const world = await EvidenceWorld.make();
  const [first, second, other] = [newId(16), newId(16), newId(16)];
  await world.write([
    call({ traceId: first, sessionId: "s 1" }),
    call({ traceId: second, sessionId: "s 1" }),
    call({ traceId: other, sessionId: "s 2" }),
  ]);
  await world.seal();
  const subjectsOf = async (given: Record<string, unknown>) => {
    const bundle = readBundle((await world.make({ ...given, format: "json" })).content);
    expect(await verifier.verify(bundle)).toMatchObject({ ok: true });
    const manifest = JSON.parse(bundle.manifest) as { of: string };
    return { of: manifest.of, traces: bundle.records.map(({ leaf }) => leaf.subject).toSorted() };
  };
  expect(await subjectsOf({ kind: "session", of: "s 1" })).toEqual({
    of: "s 1",
    traces: [first, second].toSorted(),
  });
  const decide = (traceId: string, subject: string) => db.owner`
    insert into decisions (project_id, trace_id, shard_key, started_at, subject, subject_hashed, reasons, marked_by, tools,
      prompt_fingerprints, missing)
    values (${world.project.id}, ${traceId}, 1, now(), ${subject}, false, '{}', 'client', '{}', '{}', '{}')`;
  await decide(second, "customer 7");
  await decide(other, "customer 8");
  expect(await subjectsOf({ kind: "decisions", of: "customer 7" })).toEqual({
    of: "customer 7",
    traces: [second],
  });
  await expect(world.make({ kind: "decisions", of: "customer 9" })).rejects.toMatchObject({
    code: "not_found",
    message: /a decision about customer 9/,
  });
  // Where subjects are kept as hashes, neither file nor audit log names them.
  await db.owner`
    insert into decision_settings (project_id, hash_subjects, changed_by, changed_at) values (${world.project.id}, true, 'Ada', now())`;
  const key = await SubjectKey.of(db.owner, world.project.id, signing.secret);
  await db.owner`
    update decisions set subject = ${key.subject("customer 7")}, subject_hashed = true
    where project_id = ${world.project.id} and trace_id = ${second}`;
  const hashed = { of: key.subject("customer 7"), traces: [second] };
  expect(await subjectsOf({ kind: "decisions", of: " customer 7 " })).toEqual(hashed);
  expect(await subjectsOf({ kind: "decisions", of: key.subject("customer 7") })).toEqual(hashed);
  const [last] = await db.owner<{ target: string }[]>`
    select target from audit_log where project_id = ${world.project.id} order by id desc limit 1`;
  expect(last?.target).toBe(key.subject("customer 7"));
});

describe("what is withheld or erased", () => {
  it("is not in the file, and the rest verifies", async () => {
    const { world, traceId } = await decision();
    await world.seal();
    const people = await world.make({ of: traceId, leave_out: ["people"] });
    expect(people.content).not.toContain("customer-7");
    expect(people.content).toContain("after 30 days");
    const content = await world.make({ of: traceId, leave_out: ["content"] });
    for (const text of ["money back", "after 30 days", "shipped"])
      expect(content.content).not.toContain(text);
    expect(content.content).toContain("customer-7");
    const path = readBundle(
      (await world.make({ of: traceId, format: "json" })).content,
    ).records[0]?.list.find((entry) => entry.path.endsWith("/output/0"))?.path as string;
    const one = await world.make({ of: traceId, path: [path], leave_out: ["attributes"] });
    expect(one.content).not.toContain("after 30 days");
    for (const { content: text } of [people, content, one])
      expect(await verifier.verifyText(text)).toMatchObject({ ok: true, records: 1 });
  });

  it("names no other traces than its own, although lists were read that hold several", async () => {
    const { world, traceId } = await decision();
    const other = newId(16);
    await world.write([call({ traceId: other, userId: "somebody else" })]);
    await world.seal();
    await world.make({ kind: "range", from: `${DAY}T00:00:00Z`, to: `${daysAgo(1)}T00:00:00Z` });
    await world.seal();
    const { content } = await world.make({ of: traceId, format: "json" });
    expect(content).toContain("evidence.made");
    for (const id of [other, other.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")])
      expect(content).not.toContain(id);
    expect(await verifier.verifyText(content)).toMatchObject({ ok: true, records: 2, withheld: 2 });
  });

  it("is refused where a path names no field, lest somebody believes that it is withheld", async () => {
    const { world, traceId } = await decision();
    await world.seal();
    await expect(world.make({ of: traceId, path: ["s/0/output/0"] })).rejects.toMatchObject({
      code: "bad_request",
      message: /s\/0\/output\/0/,
    });
  });

  it("stays out for ever once it is erased, and both versions verify", async () => {
    const { world, traceId } = await decision();
    await world.seal();
    await erase(world.ctx, { text: "after 30 days", from: DAY, to: DAY });
    await world.sealNow();
    const { content } = await world.make({ of: traceId });
    expect(content).not.toContain("after 30 days");
    expect(await verifier.verifyText(content)).toMatchObject({ ok: true, records: 3 });
    // Who erased it stands in the file, too.
    expect(content).toContain("content.erased");
    expect((await verifier.verifyText(content)).erased).toBeGreaterThan(0);
    expect(content).toContain("May I have my money back?");
  });
});

describe("the verifier", () => {
  it("is small, and one file that Node runs as it is", async () => {
    expect(Buffer.byteLength(VERIFIER)).toBeLessThan(30_000);
    const { world, traceId } = await decision();
    await world.seal();
    const { content } = await world.make({ of: traceId });
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), "recount-evidence-")), "e.html");
    // A browser that saves it a second time gives it such a name.
    const script = path.join(path.dirname(file), "recount-verify (1).js");
    writeFileSync(script, VERIFIER);
    const run = (text: string, ...args: string[]) => {
      writeFileSync(file, text);
      try {
        return execFileSync(process.execPath, [script, file, ...args], { encoding: "utf8" });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    expect(run(content)).toMatch(/^Verified\. 1 record stands in the signed tree/);
    expect(run(content, "--key", readKeyId(content))).toMatch(/^Verified\./);
    expect(run(content, "--key", "0".repeat(16))).toMatch(
      /^NOT VERIFIED\. manifest: is signed by another key/,
    );
    // The page shows something else than what was sealed.
    expect(run(content.replace("No: after 30 days.", "Yes: at once."))).toMatch(
      /^NOT VERIFIED\. page, .*output\/0/,
    );
    expect(run(content.replace("<h2>Trace", "<h2>Approved. Trace"))).toMatch(
      /^NOT VERIFIED\. page: is not the page that was signed/,
    );
    // Nothing of the file is outside of what is signed: its head, what heads say is missing, its own verifier.
    for (const [was, is] of [
      ["<dd>Ada</dd>", "<dd>Eve</dd>"],
      ["Nothing is known to be missing", "Nothing is known to be amiss"],
      ["EVIDENCE OF RECOUNT", "EVIDENCE BY RECOUNT"],
      ["result.ok = false", "result.ok = true"],
      ["</main>", '<img alt="Approved" /></main>'],
    ] as const) {
      expect(content).toContain(was);
      expect(run(content.replace(was, is)), was).toMatch(/^NOT VERIFIED\. file: /);
    }
    expect(run("nothing")).toBe("NOT VERIFIED. file: There is no evidence in this file.\n");
  });

  it("finds any change of the evidence", async () => {
    const { world, traceId } = await decision();
    await world.seal();
    await erase(world.ctx, { text: "after 30 days", from: DAY, to: DAY });
    await world.sealNow();
    const { content } = await world.make({ of: traceId, format: "json" });
    const bytes = Buffer.from(content);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ (1 << bit);
        const verdict = await verifier.verifyText(changed.toString());
        expect(verdict.ok, `${at} ${bit}`).toBe(false);
        expect(verdict.where).toBeTruthy();
      }),
      { numRuns: 300 },
    );
  });

  const readKeyId = (html: string): string => /"manifest_key":"(\w+)"/.exec(html)?.[1] as string;
});
