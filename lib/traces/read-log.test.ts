import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { readersOfTrace } from "@/lib/audit/readers-of-trace";
import type { Actor, Role, Via } from "@/lib/context";
import { inProject } from "@/db/tenant";
import { openBodies, readBodies } from "@/lib/bodies/read-bodies";

import { getSpan } from "./get-span";
import { getTrace } from "./get-trace";
import { listTraces } from "./list-traces";
import { traceFilter } from "./filter";
import { NOW, Story, testContext } from "./testing";
import { tracePageText } from "./trace-text";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const person = (role: Role): Actor => ({ kind: "user", id: 7, name: "Ada", role });
const VIA: Via = { surface: "api", route: "/api/v1/traces/x", address: "192.0.2.7", reason: "incident 12" };

async function scene(role: Role = "engineer", via?: Via) {
  const project = await makeProject(db.owner);
  const told = new Story(db.owner, project);
  const traceId = await told.trace({
    input: told.set.text("Where is my parcel?"),
    output: told.set.text("On its way."),
  });
  const spanId = await told.span(traceId, {
    kind: "llm",
    output: [told.set.message({ role: "assistant", content: "On its way." })],
  });
  const empty = await told.trace();
  await told.span(empty, { kind: "tool" });
  const ctx = { ...testContext(db.app, project, person(role)), ...(via && { via }) };
  const rows = () =>
    db.owner`
      select kind, action, target, actor_kind as by, actor_id as id, actor_name as name, surface, route, address, reason,
        array(select replace(t::text, '-', '') from unnest(trace_ids) t) as traces
      from audit_log where project_id = ${project.id} order by audit_log.id`;
  return { project, traceId, spanId, empty, ctx, rows };
}

describe("a read of what was said", () => {
  it("stands in the audit log with who, what, from where, by which way and why", async () => {
    const { ctx, traceId, rows } = await scene("engineer", VIA);
    await getTrace(ctx, { traceId });
    expect(await rows()).toEqual([
      {
        ...{ kind: "read", action: "trace.read", target: null, by: "user", id: 7, name: "Ada" },
        ...{ surface: "api", route: "/api/v1/traces/x", address: "192.0.2.7", reason: "incident 12" },
        traces: [traceId],
      },
    ]);
  });

  it("is an export where a file is made of it", async () => {
    const { ctx, traceId, rows } = await scene("compliance", { ...VIA, surface: "export" });
    await tracePageText(ctx, { traceId });
    expect(await rows()).toMatchObject([{ kind: "export", action: "trace.read" }]);
  });

  it("names the span, and of a list the traces whose words it shows", async () => {
    const { ctx, traceId, spanId, rows } = await scene();
    await getSpan(ctx, { traceId, spanId });
    await listTraces(ctx, traceFilter({ from: "2026-03-09T00:00:00Z", to: NOW.toISOString() }));
    expect(await rows()).toMatchObject([
      { action: "span.read", target: spanId, traces: [traceId] },
      { action: "traces.listed", traces: [traceId] },
    ]);
  });

  it("leaves none where nothing of it was given: of figures, of a trace without words, to a manager, to the system", async () => {
    const { ctx, traceId, empty, project, rows } = await scene();
    await getTrace(ctx, { traceId, include: [] });
    await getTrace(ctx, { traceId: empty });
    const manager = testContext(db.app, project, person("manager"));
    const seen = await getTrace(manager, { traceId });
    expect([seen.input, seen.output]).toEqual([null, null]);
    await getTrace(testContext(db.app, project), { traceId });
    expect(await rows()).toEqual([]);
  });

  it("is not given when the row cannot be written", async () => {
    const { ctx, traceId, rows } = await scene();
    await db.owner`alter table audit_log add constraint full_disk check (kind <> 'read') not valid`;
    try {
      await expect(getTrace(ctx, { traceId })).rejects.toMatchObject({ code: "23514" });
    } finally {
      await db.owner`alter table audit_log drop constraint full_disk`;
    }
    expect(await rows()).toEqual([]);
  });

  it("is not written down when the question fails", async () => {
    const { ctx, rows } = await scene();
    const asked = readContent(ctx, { action: "trace.read" }, async (tx) => {
      noteContent(tx);
      throw new Error("it breaks");
    });
    await expect(asked).rejects.toThrow("it breaks");
    expect(await rows()).toEqual([]);
  });

  it("is refused in a transaction that would log nothing, and to who may not read it", async () => {
    const { ctx, project } = await scene();
    const wanted = [{ ref: "1", shardKey: 1, parts: ["output"] as const }];
    await expect(inProject(db.app, project.id, (tx) => readBodies(tx, project.id, wanted))).rejects.toThrow(
      "outside of readContent",
    );
    await inProject(db.app, project.id, (tx) => openBodies(tx, project.id, wanted));
    const manager = { ...ctx, actor: person("manager") };
    await expect(
      readContent(manager, { action: "trace.read" }, (tx) => readBodies(tx, project.id, wanted)),
    ).rejects.toThrow("may not read it");
  });

  it("is told of a trace: who has seen it, how often and in which ways", async () => {
    const { ctx, traceId, spanId, project } = await scene("engineer", VIA);
    await getTrace(ctx, { traceId });
    await getSpan({ ...ctx, via: { ...VIA, surface: "page" } }, { traceId, spanId });
    const key: Actor = { kind: "api_key", id: 3, name: "exporter", scopes: ["read"] };
    await getTrace(
      { ...testContext(db.app, project, key), now: () => new Date(NOW.getTime() + 1) },
      { traceId },
    );
    const officer = testContext(db.app, project, person("compliance"));
    const { readers, reads, total } = await readersOfTrace(officer, traceId);
    expect(readers).toMatchObject([
      { kind: "api_key", id: 3, name: "exporter", reads: 1, surfaces: [] },
      { kind: "user", id: 7, name: "Ada", reads: 2, surfaces: ["api", "page"] },
    ]);
    expect([total, reads.map(({ action }) => action)]).toEqual([
      3,
      ["trace.read", "span.read", "trace.read"],
    ]);
    await expect(readersOfTrace(ctx, traceId)).rejects.toMatchObject({ code: "forbidden" });
  });
});
