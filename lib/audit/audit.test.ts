import { readFileSync, readdirSync } from "node:fs";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { inProject } from "@/db/tenant";
import type { Actor, Context } from "@/lib/context";
import { parseQuery } from "@/lib/http/query";

import { auditQuerySchema } from "./document";
import { exportAudit } from "./export-audit";
import { listActors } from "./list-actors";
import { listAudit } from "./list-audit";
import { record } from "./record";
import { surfaceOf } from "./surface";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const officer: Actor = { kind: "user", id: 1, name: "Olga", role: "compliance" };
const contextOf = (project: TestProject, actor: Actor = officer): Context => ({
  sql: db.app,
  project,
  actor,
  now: () => new Date("2026-03-10T12:00:00Z"),
});
const asking = (query: string) => parseQuery(auditQuerySchema, new URLSearchParams(query));

describe("the audit log", () => {
  it("is only ever added to by the roles that answer and that work", async () => {
    const project = await makeProject(db.owner);
    for (const sql of [db.app, db.worker]) {
      await inProject(sql, project.id, (tx) => record(tx, contextOf(project), { action: "test.done" }));
      for (const change of [
        "update audit_log set action = 'nothing'",
        "delete from audit_log",
        "truncate audit_log",
        "alter table audit_log add column more int",
        "alter table audit_log disable row level security",
        "drop table audit_log",
      ])
        await expect(
          inProject(sql, project.id, (tx) => tx.unsafe(change)),
          change,
        ).rejects.toMatchObject({ code: "42501" });
      // Nor a row of before: its number is given by the store alone.
      await expect(
        inProject(
          sql,
          project.id,
          (tx) => tx`
            insert into audit_log (id, project_id, actor_kind, actor_name, action) values (1, ${project.id}, 'system', 'x', 'test.done')`,
        ),
      ).rejects.toMatchObject({ code: "428C9" });
      await expect(
        inProject(sql, project.id, (tx) => tx`select setval('audit_log_id_seq', 1)`),
      ).rejects.toMatchObject({ code: "42501" });
    }
    expect((await listAudit(contextOf(project), asking(""))).data).toHaveLength(2);
  });

  it("is of one project, and for compliance officers, admins and keys of its scope", async () => {
    const [mine, theirs] = [await makeProject(db.owner), await makeProject(db.owner)];
    await inProject(db.app, theirs.id, (tx) => record(tx, contextOf(theirs), { action: "test.done" }));
    expect((await listAudit(contextOf(mine), asking(""))).data).toEqual([]);
    // Nor by the function that may use the index of trace ids.
    const traceId = "00000000000000000000000000000009";
    await inProject(db.app, theirs.id, (tx) =>
      record(tx, contextOf(theirs), { action: "trace.read", kind: "read", traceIds: [traceId] }),
    );
    const idsIn = (project: TestProject) =>
      inProject(db.app, project.id, (tx) => tx`select audit_of_trace(${traceId}::uuid) as id`);
    expect([(await idsIn(theirs)).length, (await idsIn(mine)).length]).toEqual([1, 0]);
    expect(await db.app`select audit_of_trace(${traceId}::uuid) as id`).toEqual([]);
    await expect(db.worker`select audit_of_trace(${traceId}::uuid)`).rejects.toMatchObject({ code: "42501" });
    const key = (scopes: string[]): Actor => ({ kind: "api_key", id: 1, name: "k", scopes });
    await listAudit(contextOf(mine, key(["audit"])), asking(""));
    for (const actor of [
      key(["read", "ingest"]),
      { ...officer, role: "engineer" } as const,
      { ...officer, role: "manager" } as const,
    ]) {
      await expect(listAudit(contextOf(mine, actor), asking(""))).rejects.toMatchObject({
        code: "forbidden",
      });
      await expect(exportAudit(contextOf(mine, actor), asking(""), "csv")).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });

  it("gives every row that passes a filter once, page by page, the newest first", async () => {
    const project = await makeProject(db.owner);
    const traces = ["00000000000000000000000000000001", "00000000000000000000000000000002"];
    const entry = fc.record({
      at: fc.integer({ min: 0, max: 3 }),
      actor: fc.constantFrom<Actor>(
        officer,
        { kind: "user", id: 2, name: "Ed", role: "engineer" },
        { kind: "api_key", id: 2, name: "k", scopes: [] },
        { kind: "system", name: "Recount" },
      ),
      kind: fc.constantFrom("change" as const, "read" as const, "export" as const, "sign_in" as const),
      action: fc.constantFrom("member.invited", "member.removed", "trace.read"),
      target: fc.constantFrom(undefined, "a@example.com", "b"),
      traceIds: fc.subarray(traces),
      address: fc.constantFrom(null, "192.0.2.1"),
    });
    const entries = fc.sample(entry, { numRuns: 120, seed: 5 });
    for (const { at, actor, address, ...rest } of entries)
      await inProject(db.app, project.id, (tx) =>
        record(
          tx,
          {
            ...contextOf(project, actor),
            now: () => new Date(Date.UTC(2026, 2, 10, 12, 0, at)),
            via: { surface: "page", route: "/", address, reason: null },
          },
          rest,
        ),
      );
    const whole = (await listAudit(contextOf(project), asking("limit=500"))).data;
    expect(whole).toHaveLength(entries.length);
    const passes: Record<string, (row: (typeof whole)[number]) => boolean> = {
      "kind=read&kind=export": ({ kind }) => kind === "read" || kind === "export",
      "action=member.": ({ action }) => action.startsWith("member."),
      "actor=user:2": ({ actor }) => actor.kind === "user" && actor.id === 2,
      "actor=system": ({ actor }) => actor.kind === "system",
      "target=b": ({ target }) => target === "b",
      [`target=${traces[1]}`]: ({ trace_ids: ids }) => ids.includes(traces[1] as string),
      "address=192.0.2.1": ({ address }) => address === "192.0.2.1",
      "surface=api": () => false,
      "from=2026-03-10T12:00:01Z&to=2026-03-10T12:00:03Z": ({ at }) =>
        Date.parse(at) >= Date.UTC(2026, 2, 10, 12, 0, 1) && Date.parse(at) < Date.UTC(2026, 2, 10, 12, 0, 3),
      "": () => true,
    };
    await fc.assert(
      fc.asyncProperty(
        fc
          .subarray(Object.keys(passes), { maxLength: 2 })
          .filter((some) => new Set(some.map((one) => one.split("=")[0])).size === some.length),
        fc.integer({ min: 1, max: 60 }),
        async (filters, limit) => {
          const found: typeof whole = [];
          for (let cursor = ""; ;) {
            const page = await listAudit(
              contextOf(project),
              asking([...filters, `limit=${limit}`, cursor].join("&")),
            );
            found.push(...page.data);
            if (page.next_cursor === null) break;
            cursor = `cursor=${page.next_cursor}`;
          }
          expect(found).toEqual(whole.filter((row) => filters.every((filter) => passes[filter]?.(row))));
        },
      ),
      { numRuns: 40 },
    );
    expect(await listActors(contextOf(project))).toEqual([
      { kind: "user", id: 2, name: "Ed" },
      { kind: "user", id: 1, name: "Olga" },
      { kind: "api_key", id: 2, name: "k" },
    ]);
  });

  it("refuses what it does not know with a sentence", () => {
    for (const query of ["actor=7", "kind=all", "limit=0", "limit=501", "from=yesterday", "who=me"])
      expect(() => asking(query), query).toThrow(/The query is wrong/);
  });

  it("says that it was taken, before its first line is made", async () => {
    const project = await makeProject(db.owner);
    const ctx = contextOf(project);
    await inProject(db.app, project.id, (tx) =>
      record(
        tx,
        { ...ctx, now: () => new Date("2026-03-10T11:00:00Z") },
        { action: "test.done", target: "=1+1" },
      ),
    );
    const lines = await exportAudit(ctx, asking("action=test."), "csv");
    expect((await listAudit(ctx, asking("kind=export"))).data).toMatchObject([
      { action: "audit.exported", detail: { format: "csv", action: "test." } },
    ]);
    let text = "";
    for await (const piece of lines) text += piece;
    expect(text.split("\r\n")[1]).toContain("test.done");
    // No spreadsheet runs it.
    expect(text).toContain("'=1+1");
    let json = "";
    for await (const piece of await exportAudit(ctx, asking("action=test."), "jsonl")) json += piece;
    expect(
      json
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([{ action: "test.done" }]);
  });
});

it("knows what an answer is for by its path", () => {
  expect(
    [
      "/p/own/traces/4bf9",
      "/api/console/own/traces/4bf9",
      "/api/console/own/traces/export",
      "/api/console/own/traces/selected",
      "/api/console/own/audit/export",
      "/api/console/own/evidence",
      "/api/v1/evidence",
      "/api/console/own/traces/4bf9/share",
      "/api/v1/traces",
      "/api/v1/replay/4bf9/v1/messages",
      "",
    ].map(surfaceOf),
  ).toEqual(["page", "page", ...Array<string>(5).fill("export"), "share", "api", "replay", "page"]);
});

describe("sources", () => {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test") && !name.includes("testing"))
    .map((name) => ({ name, text: readFileSync(`lib/${name}`, "utf8") }));

  it("that open content without a row in the log make figures of it, and hand none of it on", () => {
    expect(
      files
        .filter(({ text }) => /\bopenBodies\(/.test(text))
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([
      "bodies/read-bodies.ts",
      "compare/find-healthy.ts",
      "derive/add-parallel-savings.ts",
      "derive/register-prompts.ts",
      "drift/causes/read-sample.ts",
      "drift/compare-answers.ts",
      "drift/topics/name-topics.ts",
      // Leaves, of whose hashes trees are made; and evidence, which notes each trace itself.
      "seals/read-records.ts",
      "signals/read-interactions.ts",
    ]);
  });

  it("that ask for a permission to change something write down that it was changed", () => {
    const silent = files
      .filter(({ text }) => /requirePermission\(ctx, "(?:edit|manage|erase|run|write)_/.test(text))
      .filter(({ text }) => !/\brecord(?:OfPerson|Export)?\(/.test(text));
    expect(silent.map(({ name }) => name).toSorted()).toEqual([
      // Lists.
      "api-keys/list-api-keys.ts",
      // Asks; those that it is asked for write it down.
      "cost/list/requires-all.ts",
      "decisions/preview-rule.ts",
      "experiments/prepare.ts",
      "jobs/job-runs.ts",
      "members/list-invitations.ts",
      "monitors/apply-monitors.ts",
    ]);
  });
});
