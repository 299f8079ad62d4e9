import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { changeKeyLimits } from "@/lib/api-keys/change-key-limits";
import { listApiKeys } from "@/lib/api-keys/list-api-keys";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { rollUp } from "@/lib/derive/roll-up";
import { span, store } from "@/lib/derive/testing";
import { auditOf, makeMember } from "@/lib/users/testing";

import { changeQuota } from "./change-quota";
import { deleteQuarantined } from "./delete-quarantined";
import { forgetIngestUsage } from "./forget-ingest-usage";
import { getQuarantined } from "./get-quarantined";
import { getQuota } from "./get-quota";
import { ingestUsageFigures } from "./usage-figures";
import { listClients } from "./list-clients";
import { listFullLabels } from "./list-full-labels";
import { listQuarantine } from "./list-quarantine";
import { listRootless } from "./list-rootless";
import { serverProcess, makeKey, spansOf } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;

/** A project to which a good span, a bad one and a broken body were sent. */
async function visited() {
  const project = await makeProject(db.owner);
  const { key, id } = await makeKey(db.owner, project.id);
  const { send, ingestUsage } = serverProcess(db);
  await send(key, spansOf(3));
  await send(key, spansOf(1, { traceId: "" }));
  await send(key, "{broken");
  await ingestUsage.usageRecorder.flush();
  return { project, keyId: id };
}

describe("limits", () => {
  it("are changed by admins, and the audit log says from what to what", async () => {
    const { project, keyId } = await visited();
    const { ctx } = await makeMember(db, project, "admin");
    await changeQuota(ctx, { dailySpanQuota: 1000 });
    await changeQuota(ctx, { dailySpanQuota: 1000 });
    expect(await getQuota(ctx)).toMatchObject({ quota: 1000, used: 3 });
    await changeKeyLimits(ctx, { keyId, maxSpansPerSecond: 10, maxRequestsPerSecond: 0 });
    expect(await listApiKeys(ctx)).toMatchObject([{ maxSpansPerSecond: 10, maxRequestsPerSecond: 0 }]);
    expect(await auditOf(db, project)).toEqual([
      `project.quota_changed ${project.slug}`,
      expect.stringMatching(/^api_key.limits_changed rk_/),
    ]);
    await expect(changeQuota(ctx, { dailySpanQuota: 0 })).rejects.toMatchObject({
      details: [{ path: "dailySpanQuota" }],
    });
    await expect(
      changeKeyLimits(ctx, { keyId, maxSpansPerSecond: -1, maxRequestsPerSecond: null }),
    ).rejects.toMatchObject({ details: [{ path: "maxSpansPerSecond" }] });
  });

  it.each(["engineer", "manager", "compliance"] as const)("are not changed by the role %s", async (role) => {
    const { project, keyId } = await visited();
    const { ctx } = await makeMember(db, project, role);
    const forbidden = { code: "forbidden" };
    await expect(changeQuota(ctx, { dailySpanQuota: 1 })).rejects.toMatchObject(forbidden);
    await expect(
      changeKeyLimits(ctx, { keyId, maxSpansPerSecond: 1, maxRequestsPerSecond: 1 }),
    ).rejects.toMatchObject(forbidden);
    await expect(deleteQuarantined(ctx, { id: "all" })).rejects.toMatchObject(forbidden);
  });

  it("of another project's key are not found", async () => {
    const { keyId } = await visited();
    const { ctx } = await makeMember(db, await makeProject(db.owner), "admin");
    await expect(
      changeKeyLimits(ctx, { keyId, maxSpansPerSecond: 1, maxRequestsPerSecond: 1 }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("figures", () => {
  it("add up over buckets, endpoints and reasons", async () => {
    const { project } = await visited();
    const { ctx } = await makeMember(db, project, "manager");
    const now = Date.now();
    for (const hours of [1, 24, 24 * 30]) {
      const figures = await ingestUsageFigures(ctx, {
        from: new Date(now - hours * HOUR),
        to: new Date(now + 1000),
      });
      const sum = (values: number[] | undefined) => values?.reduce((a, b) => a + b, 0);
      expect(figures.times.length).toBeLessThanOrEqual(101);
      expect([sum(figures.accepted), sum(figures.rejected), sum(figures.refused.bad_request)]).toEqual([
        3, 1, 1,
      ]);
      expect(figures.totals).toMatchObject({ accepted: 3, rejected: 1, refused: 1 });
      expect(figures.reasons).toMatchObject([
        { reason: expect.any(String), endpoint: "traces", count: 1 },
        { reason: expect.any(String), endpoint: "traces", count: 1 },
      ]);
    }
  });
});

describe("samples", () => {
  it("are shown to those who may read content, without their bodies to others, and deleted for good", async () => {
    const { project } = await visited();
    const { ctx } = await makeMember(db, project, "admin");
    const { ctx: manager } = await makeMember(db, project, "manager");
    const { ctx: stranger } = await makeMember(db, await makeProject(db.owner), "admin");
    const list = await listQuarantine(ctx);
    expect(list.map(({ code }) => code).toSorted()).toEqual(["bad_request", "missing_trace_id"]);
    const [broken] = await listQuarantine(ctx, { code: "bad_request" });
    const id = broken?.id as string;
    expect(await getQuarantined(ctx, id)).toMatchObject({
      body: "{broken",
      bodyFormat: "text",
      bodyBytes: 7,
      keyName: "test",
    });
    expect(await getQuarantined(manager, id)).toMatchObject({ body: null, hasBody: true });
    expect(await getQuarantined(stranger, id)).toBeNull();
    expect(await getQuarantined(ctx, "not-an-id")).toBeNull();
    await deleteQuarantined(ctx, { id });
    await expect(deleteQuarantined(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await listQuarantine(ctx)).toHaveLength(1);
    expect(await auditOf(db, project)).toEqual([`quarantine.deleted ${id}`]);
  });

  it("and everything else is forgotten in time", async () => {
    const { project } = await visited();
    const now = new Date();
    await forgetIngestUsage(db.worker, now);
    const left = async () => {
      const [row] = await db.owner`
        select
          (select count(*)::int from ingest_quarantine where project_id = ${project.id}) as samples,
          (select count(*)::int from ingest_minutes where project_id = ${project.id}) as minutes,
          (select count(*)::int from ingest_clients where project_id = ${project.id}) as clients`;
      return row;
    };
    expect(await left()).toEqual({ samples: 2, minutes: 3, clients: 1 });
    await forgetIngestUsage(db.worker, new Date(now.getTime() + 8 * 24 * HOUR));
    expect(await left()).toEqual({ samples: 0, minutes: 3, clients: 1 });
    await forgetIngestUsage(db.worker, new Date(now.getTime() + 31 * 24 * HOUR));
    expect(await left()).toEqual({ samples: 0, minutes: 0, clients: 0 });
  });
});

describe("gaps", () => {
  it("are told of a client that came every minute and has stopped, unless another version came in its place", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "engineer");
    const { key } = await makeKey(db.owner, project.id);
    let now = new Date(Date.now() - 3 * HOUR);
    const { send, ingestUsage } = serverProcess(db, () => now);
    for (let minute = 0; minute < 130; minute += 2) {
      now = new Date(now.getTime() + 2 * 60_000);
      await send(key, spansOf(1));
    }
    await ingestUsage.usageRecorder.flush();
    const [client] = await listClients(ctx);
    expect(client).toMatchObject({
      name: "opentelemetry nodejs",
      service: "shop",
      spans24h: 65,
      silence: { habit: "minutes", usualMs: 120_000 },
    });
    now = new Date();
    await send(key, spansOf(1).replace("2.1.0", "2.2.0"));
    await ingestUsage.usageRecorder.flush();
    expect((await listClients(ctx)).map(({ version, silence }) => [version, silence])).toEqual([
      ["2.2.0", null],
      ["2.1.0", null],
    ]);
  });

  it("are told of traces whose root has not come for a quarter of an hour", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "engineer");
    const at = (minutesAgo: number) => (Date.now() - minutesAgo * 60_000) * 1000;
    const [lost, fresh, whole] = [randomUUID(), randomUUID(), randomUUID()];
    await store(db.worker, project, lost, [
      span("b", { parentSpanId: "a".padStart(16, "0"), startedUs: at(60) }),
    ]);
    await store(db.worker, project, fresh, [
      span("b", { parentSpanId: "a".padStart(16, "0"), startedUs: at(2) }),
    ]);
    await store(db.worker, project, whole, [
      span("a", { startedUs: at(60) }),
      span("b", { parentSpanId: "a".padStart(16, "0"), startedUs: at(60) }),
    ]);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    expect(await listRootless(ctx)).toMatchObject({
      count: 1,
      traces: [{ traceId: lost.replaceAll("-", ""), spanCount: 1 }],
    });
  });
});

describe("labels beyond what a day tells apart", () => {
  it("are told with the dimension that has the most values, to the project alone", async () => {
    const [project, other] = [await makeProject(db.owner), await makeProject(db.owner)];
    for (let n = 0; n < 6; n++)
      await store(db.worker, project, randomUUID(), [
        span("a", { kind: "llm", feature: `f${n}`, startedUs: Date.now() * 1000 - 600_000_000 }),
      ]);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    const limits = { combinations: 4, users: 100 };
    while ((await rollUp(db.worker, { settled: true, limits })) > 0);
    const { ctx } = await makeMember(db, project, "manager");
    expect(await listFullLabels(ctx)).toMatchObject([
      {
        source: "calls",
        known: 4,
        most: [{ column: "feature", values: expect.any(Number) }, expect.anything()],
      },
      { source: "traces", known: 4 },
    ]);
    expect(await listFullLabels((await makeMember(db, other, "manager")).ctx)).toEqual([]);
  });
});
