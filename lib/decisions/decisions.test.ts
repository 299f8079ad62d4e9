import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { erase } from "@/lib/erasures/erase";
import { daysAgo, newId, noonOf, World } from "@/lib/erasures/world.testing";
import { spansOfInteraction } from "@/lib/ingest/spans-of-interaction";
import { dropOld } from "@/lib/retention/drop-old";
import { auditOf, makeMember } from "@/lib/users/testing";

import { applyRules, lastRun, stopApplying } from "./apply-rules";
import { decideRound } from "./decide-round";
import { decisionListQuerySchema } from "./document";
import { exportDecisions, exportDecisionsJson, listDecisions } from "./list-decisions";
import { previewRule } from "./preview-rule";
import { addRule, getDecisionSettings, removeRule, setHashing } from "./rules";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`insert into instance (session_secret) values (${Buffer.alloc(32, 7)})`;
});
afterAll(() => db.close());

const whole = async (pieces: AsyncGenerator<string>): Promise<string> => {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
};

const SECRET = "outside";
const RULE = {
  name: "Loans",
  feature: "loans",
  tool: "score_applicant",
  output_contains: "declined",
  subject: { from: "argument", tool: "score_applicant", path: "applicant.id" },
  outcome: { from: "text", text: "declined" },
};

async function scene() {
  const project = await makeProject(db.owner, { retentionDays: 30 });
  const world = new World(db, project);
  const decide = async () => {
    while (await decideRound(db.worker, SECRET));
  };
  const settle = async () => {
    await world.derive();
    await decide();
  };
  const list = (query: Record<string, unknown> = {}) =>
    listDecisions(world.ctx, decisionListQuerySchema.parse(query), SECRET);
  const subjects = async (query: Record<string, unknown> = {}) =>
    (await list(query)).data.map(({ subject }) => subject);
  const marked = async (subject: string, said: object = {}) => {
    const traceId = newId(16);
    await world.write([
      {
        traceId,
        spanId: newId(8),
        kind: "workflow",
        name: "answer",
        startedAtNs: noonOf(daysAgo(0)),
        metadata: { decision_subject: subject, decision_outcome: "declined", decision_reasons: ["too late"] },
        ...said,
      },
    ]);
    return traceId;
  };
  /** Root, tool and answer as an application would send them. */
  const loan = (applicant: string, output: string, days = 0) => {
    const traceId = newId(16);
    const root = newId(8);
    const startedAtNs = noonOf(daysAgo(days));
    const child = { traceId, parentSpanId: root, startedAtNs };
    return {
      traceId,
      spans: [
        {
          traceId,
          spanId: root,
          kind: "workflow",
          name: "loan",
          feature: "loans",
          startedAtNs,
          outputValue: output,
        },
        {
          ...child,
          spanId: newId(8),
          kind: "tool",
          name: "score_applicant",
          toolName: "score_applicant",
          inputValue: { applicant: { id: applicant } },
          outputValue: { score: 412 },
        },
        {
          ...child,
          spanId: newId(8),
          kind: "retrieval",
          name: "policy",
          documents: [
            { id: "policy.md", content: "at least 500", score: 1, metadata: { version: "v3" } },
            { id: "faq.md", content: "hello", score: 0.5 },
          ],
        },
      ] as Parameters<World["write"]>[0],
    };
  };
  return { project, world, decide, settle, list, subjects, marked, loan };
}

describe("a trace is a decision", () => {
  it("by what its client says, on any span", async () => {
    const { settle, list, marked, world } = await scene();
    const traceId = await marked("C-1");
    await marked("C-2", { metadata: {} });
    await settle();
    expect((await list()).data).toMatchObject([
      {
        trace_id: traceId,
        subject: "C-1",
        outcome: "declined",
        reasons: ["too late"],
        marked_by: "client",
        rule: null,
      },
    ]);
    // A child that comes later says it, too.
    const late = await marked("x", { metadata: {} });
    await settle();
    await world.write([
      {
        traceId: late,
        spanId: newId(8),
        startedAtNs: noonOf(daysAgo(0)),
        metadata: { decision_subject: "C-3" },
      },
    ]);
    await settle();
    expect((await list({ subject: "C-3" })).data).toMatchObject([{ trace_id: late, outcome: null }]);
  });

  it("by the field of an interaction", async () => {
    const { world, settle, list } = await scene();
    const traceId = newId(16);
    const at = new Date().toISOString();
    const item = {
      name: "loan",
      started_at: at,
      ended_at: at,
      decision: { subject: "C-9", outcome: "granted", reasons: ["long customer"] },
    };
    await world.write(spansOfInteraction(item, traceId, item));
    await settle();
    expect((await list()).data).toMatchObject([
      { trace_id: traceId, subject: "C-9", outcome: "granted", reasons: ["long customer"] },
    ]);
  });

  it("by a rule, for what is derived from then on; its documents are known", async () => {
    const { world, settle, list, subjects, loan } = await scene();
    await addRule(world.ctx, RULE);
    const denied = loan("A-1", "Your application is Declined.");
    const granted = loan("A-2", "Welcome!");
    await world.write([...denied.spans, ...granted.spans]);
    await settle();
    expect((await list()).data).toMatchObject([
      {
        trace_id: denied.traceId,
        subject: "A-1",
        outcome: "declined",
        marked_by: "rule",
        rule: "Loans",
        feature: "loans",
        tools: ["score_applicant"],
        documents: [
          { id: "faq.md", version: null },
          { id: "policy.md", version: "v3" },
        ],
      },
    ]);
    expect(await subjects({ document: "policy.md", document_version: "v3" })).toEqual(["A-1"]);
    expect(await subjects({ document: "policy.md", document_version: "v4" })).toEqual([]);
    expect(await subjects({ tool: ["score_applicant"], outcome: ["declined"], feature: ["loans"] })).toEqual([
      "A-1",
    ]);
  });

  it("in whatever order its spans come", async () => {
    const { world, settle, list, loan } = await scene();
    await addRule(world.ctx, RULE);
    const one = loan("A-1", "declined");
    for (const span of one.spans.toReversed()) {
      await world.write([span]);
      await settle();
    }
    expect((await list()).data).toMatchObject([{ subject: "A-1", outcome: "declined" }]);
  });

  it("no more when its spans say so no more", async () => {
    const { settle, subjects, marked } = await scene();
    const spanId = newId(8);
    const traceId = await marked("C-1", { spanId });
    await settle();
    expect(await subjects()).toEqual(["C-1"]);
    await marked("C-1", { traceId, spanId, metadata: {} });
    await settle();
    expect(await subjects()).toEqual([]);
  });
});

describe("rules", () => {
  it("are tried before they are saved, and write nothing then", async () => {
    const { world, settle, subjects, loan } = await scene();
    const [first, second, third] = [loan("A-1", "declined"), loan("", "declined"), loan("A-3", "granted")];
    await world.write([first, second, third].flatMap(({ spans }) => spans));
    await settle();
    expect(await previewRule(world.ctx, RULE)).toMatchObject({
      candidates: 3,
      read: 3,
      fit: 2,
      withoutSubject: 1,
      withoutOutcome: 0,
      saidByClient: 0,
    });
    expect((await previewRule(world.ctx, RULE)).examples.map(({ subject }) => subject).toSorted()).toEqual([
      "A-1",
      null,
    ]);
    expect(await subjects()).toEqual([]);
  });

  it("are applied to what is stored when somebody asks for it, and taken back with it", async () => {
    const { world, settle, decide, subjects, loan } = await scene();
    await world.write([1, 2, 3].flatMap((n) => loan(`A-${n}`, "declined", n).spans));
    await settle();
    const rule = await addRule(world.ctx, RULE);
    await decide();
    expect(await subjects()).toEqual([]);
    await applyRules(world.ctx);
    await expect(applyRules(world.ctx)).rejects.toMatchObject({ code: "conflict" });
    await decide();
    expect(await subjects()).toEqual(["A-1", "A-2", "A-3"]);
    expect(await lastRun(world.ctx)).toMatchObject({
      state: "done",
      totalTraces: 3,
      doneTraces: 3,
      found: 3,
    });
    await removeRule(world.ctx, rule.id);
    await applyRules(world.ctx);
    await decide();
    expect(await subjects()).toEqual([]);
    await expect(stopApplying(world.ctx)).rejects.toMatchObject({ code: "not_found" });
  });

  it("find what was stored before traces were marked", async () => {
    const { world, settle, decide, subjects, marked } = await scene();
    await marked("C-1");
    await settle();
    await db.owner`delete from decisions where project_id = ${world.project.id}`;
    await db.owner`update traces set flags = 0 where project_id = ${world.project.id}`;
    await applyRules(world.ctx);
    await decide();
    expect(await subjects()).toEqual(["C-1"]);
  });

  it("say which traces, and are the compliance officer's", async () => {
    const { project, world } = await scene();
    await expect(
      addRule(world.ctx, { ...RULE, feature: "", tool: null, output_contains: null }),
    ).rejects.toMatchObject({ code: "bad_request" });
    const engineer = await makeMember(db, project, "engineer");
    await expect(addRule(engineer.ctx, RULE)).rejects.toMatchObject({ code: "forbidden" });
    const officer = await makeMember(db, project, "compliance");
    await addRule(officer.ctx, RULE);
    expect((await getDecisionSettings(engineer.ctx)).rules).toMatchObject([RULE]);
    expect(await auditOf(db, project)).toContain("decision_rule.added Loans");
    const manager = await makeMember(db, project, "manager");
    await expect(listDecisions(manager.ctx, decisionListQuerySchema.parse({}), SECRET)).rejects.toMatchObject(
      { code: "forbidden" },
    );
  });
});

describe("subjects", () => {
  it("are stored as keyed hashes where the project wants it, and found by what they are in clear", async () => {
    const { world, settle, list, subjects, marked } = await scene();
    await marked("C-1");
    await settle();
    await setHashing(world.ctx, true);
    await settle();
    await marked("C-1");
    await marked("C-2");
    await settle();
    const rows = await db.owner<{ subject: string }[]>`
      select subject from decisions where project_id = ${world.project.id}`;
    expect(rows.every(({ subject }) => /^hmac:[0-9a-f]{32}$/.test(subject))).toBe(true);
    const found = (await list({ subject: "C-1" })).data;
    expect(found).toHaveLength(2);
    expect(await subjects({ subject: found[0]?.subject })).toHaveLength(2);
    // Another secret, another project: other hashes.
    const other = decisionListQuerySchema.parse({ subject: "C-1" });
    expect((await listDecisions(world.ctx, other, "another")).data).toEqual([]);
    await setHashing(world.ctx, false);
    await settle();
    expect(await subjects({ subject: "C-1" })).toEqual(["C-1", "C-1"]);
  });
});

describe("the list", () => {
  it("comes page by page, and whole as a file", async () => {
    const { settle, list, subjects, marked, world } = await scene();
    for (let n = 0; n < 5; n++) await marked(`C-${n}`);
    await settle();
    const all = await subjects();
    const seen: (string | null)[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await list({ limit: "2", ...(cursor && { cursor }) });
      seen.push(...page.data.map(({ subject }) => subject));
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all);
    const csv = await whole(exportDecisions(world.ctx, decisionListQuerySchema.parse({}), SECRET));
    expect(csv.trim().split("\r\n")).toHaveLength(6);
    const json = await whole(exportDecisionsJson(world.ctx, decisionListQuerySchema.parse({}), SECRET));
    expect((JSON.parse(json) as unknown[]).length).toBe(5);
  });

  it("is of one project alone", async () => {
    const [one, other] = [await scene(), await scene()];
    await one.marked("C-1");
    await one.settle();
    expect(await other.subjects()).toEqual([]);
  });
});

describe("what was decided", () => {
  it("is erased with its trace, and does not come back", async () => {
    const { world, settle, list, marked } = await scene();
    const traceId = await marked("C-1");
    await settle();
    await erase(world.ctx, { traces: [traceId] });
    await settle();
    await applyRules(world.ctx);
    await settle();
    const [row] = (await list()).data;
    expect(row).toMatchObject({ trace_id: traceId, subject: null, outcome: null, reasons: [] });
    expect(row?.erased_at).not.toBeNull();
  });

  it.each([false, true])("is blackened with a text that is erased, hashed: %s", async (hashed) => {
    const { world, settle, list, subjects, marked } = await scene();
    await setHashing(world.ctx, hashed);
    await marked("Ada Lovelace", {
      metadata: { decision_subject: "Ada Lovelace", decision_reasons: ["is Ada Lovelace"] },
    });
    await settle();
    expect(await subjects({ subject: "Ada Lovelace" })).toHaveLength(1);
    await erase(world.ctx, { text: "Ada Lovelace", from: daysAgo(0), to: daysAgo(0) });
    await settle();
    expect(await subjects({ subject: "Ada Lovelace" })).toEqual([]);
    expect(JSON.stringify((await list()).data)).not.toContain("Lovelace");
  });

  it("goes with the last day of its trace", async () => {
    const { settle, subjects, marked, world } = await scene();
    await marked("C-1", { startedAtNs: noonOf(daysAgo(10)) });
    await settle();
    await dropOld(db.worker, new Date());
    expect(await subjects()).toEqual(["C-1"]);
    await db.owner`update projects set retention_days = 5 where id = ${world.project.id}`;
    await dropOld(db.worker, new Date());
    expect(await db.owner`select from decisions where project_id = ${world.project.id}`).toHaveLength(0);
    expect(
      await db.owner`select from decision_documents where project_id = ${world.project.id}`,
    ).toHaveLength(0);
  });
});
