import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { serverProcess, makeKey, spansOf } from "./testing";
import { MAX_CLIENTS, MAX_SAMPLES_PER_HOUR } from "./write-usage-counters";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const withQuota = async (quota: number) => {
  const project = await makeProject(db.owner);
  await db.owner`update projects set daily_span_quota = ${quota} where id = ${project.id}`;
  return project;
};
const storedSpans = async (projectId: number): Promise<number> => {
  const [row] =
    await db.owner`select count(*)::int as n from spans where project_id = ${projectId} and trace_id is not null`;
  return row?.n as number;
};
const minutesOf = (projectId: number) => db.owner`
  select outcome, reason, sum(spans)::int as spans, sum(requests)::int as requests
  from ingest_minutes where project_id = ${projectId} group by 1, 2 order by 1, 2`;

describe("the rate of a key", () => {
  it("is held by requests and by spans, and says when to come back", async () => {
    const project = await makeProject(db.owner);
    const now = new Date();
    const { send } = serverProcess(db, () => now);
    const few = await makeKey(db.owner, project.id, { requests: 1 });
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push(await send(few.key, spansOf(1)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers.get("retry-after")).toBe("1");
    expect(await answers[2]?.json()).toEqual({
      code: 8,
      message: expect.stringContaining("may send 1 requests a second"),
    });
    const small = await makeKey(db.owner, project.id, { spans: 10 });
    expect((await send(small.key, spansOf(50))).status).toBe(200);
    const paid = await send(small.key, spansOf(1));
    expect([paid.status, paid.headers.get("retry-after")]).toEqual([429, "4"]);
  });

  it("of 0 is none", async () => {
    const project = await makeProject(db.owner);
    const { send } = serverProcess(db);
    const { key } = await makeKey(db.owner, project.id, { spans: 0, requests: 0 });
    for (let n = 0; n < 5; n++) expect((await send(key, spansOf(5))).status).toBe(200);
  });
});

describe("the daily quota", () => {
  it("holds over two server processes that flush to one table, and over a restart", async () => {
    const project = await withQuota(100);
    const { key } = await makeKey(db.owner, project.id);
    const processes = [serverProcess(db), serverProcess(db)];
    for (let round = 0; round < 20; round++)
      for (const { send, ingestUsage } of processes) {
        await send(key, spansOf(10));
        await ingestUsage.usageRecorder.flush();
      }
    // Each process learns of the other's spans with its own next flush: at most one request of each beyond the quota.
    const stored = await storedSpans(project.id);
    expect(stored).toBeGreaterThanOrEqual(100);
    expect(stored).toBeLessThanOrEqual(120);
    const [day] = await db.owner`select spans from ingest_days where project_id = ${project.id}`;
    expect(day?.spans).toBe(stored);
    const restarted = await serverProcess(db).send(key, spansOf(1));
    expect(restarted.status).toBe(429);
    const seconds = Number(restarted.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect(await restarted.json()).toMatchObject({
      message: expect.stringMatching(/daily quota of 100 spans.*Settings, Ingest/),
    });
    expect(await storedSpans(project.id)).toBe(stored);
  });

  it("is anew with the UTC day", async () => {
    const project = await withQuota(10);
    const { key } = await makeKey(db.owner, project.id);
    let now = new Date();
    const { send, ingestUsage } = serverProcess(db, () => now);
    expect((await send(key, spansOf(10))).status).toBe(200);
    expect((await send(key, spansOf(1))).status).toBe(429);
    await ingestUsage.usageRecorder.flush();
    now = new Date(now.getTime() + 86_400_000);
    expect((await send(key, spansOf(1))).status).toBe(200);
  });

  it("is not forgotten by a process that stops", async () => {
    const project = await withQuota(5);
    const { key } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    await send(key, spansOf(5));
    await Promise.all([ingestUsage.usageRecorder.flush(), send(key, spansOf(1)), ingestUsage.stop()]);
    expect((await serverProcess(db).send(key, spansOf(1))).status).toBe(429);
  });

  it("is not charged for what could not be stored", async () => {
    const project = await withQuota(10);
    const { key } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    const outOfRange = { startTimeUnixNano: "1000000000", endTimeUnixNano: "1000000001" };
    expect((await send(key, spansOf(50, outOfRange))).status).toBe(200);
    expect((await send(key, spansOf(9))).status).toBe(200);
    expect((await send(key, spansOf(1))).status).toBe(200);
    expect((await send(key, spansOf(1))).status).toBe(429);
    await ingestUsage.usageRecorder.flush();
  });
});

describe("the account", () => {
  it("says what was accepted, rejected and refused, and why", async () => {
    const project = await makeProject(db.owner);
    const { key, id } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    await send(key, spansOf(3));
    await send(key, spansOf(2, { traceId: "" }));
    await send(key, "{not json");
    await send(key, "x", { "content-type": "text/plain" });
    await send(key, "x".repeat(1_000_001));
    await send((await makeKey(db.owner, project.id, { scopes: ["read"] })).key, spansOf(1));
    await db.owner`update api_keys set revoked_at = now() where id = ${id}`;
    await serverProcess(db).send(key, spansOf(1));
    await ingestUsage.usageRecorder.flush();
    expect(await minutesOf(project.id)).toEqual([
      { outcome: "accepted", reason: "", spans: 3, requests: 2 },
      { outcome: "refused", reason: "bad_request", spans: 0, requests: 1 },
      { outcome: "refused", reason: "body_too_large", spans: 0, requests: 1 },
      { outcome: "refused", reason: "forbidden", spans: 0, requests: 1 },
      { outcome: "refused", reason: "unsupported_media_type", spans: 0, requests: 1 },
      { outcome: "rejected", reason: "missing_trace_id", spans: 2, requests: 0 },
    ]);
    const [taken] = await db.owner`
      select sum(bytes)::int as bytes from ingest_minutes where project_id = ${project.id} and outcome = 'accepted'`;
    expect(taken?.bytes).toBe(spansOf(3).length + spansOf(2, { traceId: "" }).length);
  });

  it("knows a key that was revoked", async () => {
    const project = await makeProject(db.owner);
    const { key, id } = await makeKey(db.owner, project.id);
    await db.owner`update api_keys set revoked_at = now() where id = ${id}`;
    const { send, ingestUsage } = serverProcess(db);
    expect((await send(key, spansOf(1))).status).toBe(401);
    await ingestUsage.usageRecorder.flush();
    expect(await minutesOf(project.id)).toEqual([
      { outcome: "refused", reason: "unauthenticated", spans: 0, requests: 1 },
    ]);
  });

  it("names each client once, with its version, service and endpoint, also where it is refused", async () => {
    const project = await makeProject(db.owner);
    const { key } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    await send(key, spansOf(3));
    await send(key, spansOf(1, { traceId: "" }));
    await send(key, "{not json");
    await ingestUsage.usageRecorder.flush();
    await send(key, spansOf(2));
    await ingestUsage.usageRecorder.flush();
    const clients = await db.owner`
      select c.name, c.version, c.instrumentation, c.service, c.endpoint, c.dialect, h.spans, h.rejected, h.requests
      from ingest_clients c join ingest_client_hours h on h.project_id = c.project_id and h.client_id = c.id where c.project_id = ${project.id}`;
    expect(clients).toEqual([
      {
        name: "opentelemetry nodejs",
        version: "2.1.0",
        instrumentation: "shop-tracer",
        service: "shop",
        endpoint: "traces",
        dialect: "plain",
        spans: 5,
        rejected: 1,
        requests: 4,
      },
    ]);
  });

  it("names nobody for a request that could be anybody's: several clients share a key and say the same in their headers", async () => {
    const project = await makeProject(db.owner);
    const { key } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    for (const service of ["checkout", "search"]) await send(key, spansOf(1, {}, service));
    await send(key, spansOf(1, { traceId: "" }, "search"));
    await send(key, "{not json");
    await ingestUsage.usageRecorder.flush();
    const clients =
      await db.owner`select service from ingest_clients where project_id = ${project.id} order by service`;
    expect(clients).toEqual([{ service: "checkout" }, { service: "search" }, { service: null }]);
    const rows = await db.owner`
      select client, service from ingest_quarantine where project_id = ${project.id} order by code desc`;
    expect(rows).toEqual([
      { client: "opentelemetry nodejs 2.1.0", service: "search" },
      { client: "test-client 1.2", service: null },
    ]);
  });

  it("survives a database that is away for a while", async () => {
    const project = await makeProject(db.owner);
    const { key } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    await send(key, spansOf(3));
    await db.owner`revoke insert on ingest_minutes from recount_app`;
    await ingestUsage.usageRecorder.flush();
    await db.owner`grant insert on ingest_minutes to recount_app`;
    await send(key, spansOf(4));
    await ingestUsage.usageRecorder.flush();
    expect(await minutesOf(project.id)).toMatchObject([{ outcome: "accepted", spans: 7, requests: 2 }]);
    const [day] = await db.owner`select spans from ingest_days where project_id = ${project.id}`;
    expect(day?.spans).toBe(7);
  });
});

describe("the quarantine", () => {
  it("keeps what a rejected span said, without its secrets, and the beginning of a body that could not be read", async () => {
    const project = await makeProject(db.owner);
    const { key, id } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    const attributes = [{ key: "db.password", value: { stringValue: "hunter2" } }];
    await send(key, spansOf(1, { traceId: "", attributes }));
    await send(key, '{"authorization": "Bearer abcdefghijk", oops');
    await send(key, Buffer.from([0x0a, 0xff, 0xff, 0x00]), { "content-type": "application/x-protobuf" });
    await ingestUsage.usageRecorder.flush();
    const rows = await db.owner`
      select code, endpoint, client, service, api_key_id, span_name, body, body_format, body_bytes from ingest_quarantine
      where project_id = ${project.id} order by code desc, body_format desc`;
    expect(rows).toMatchObject([
      {
        code: "missing_trace_id",
        endpoint: "traces",
        client: "opentelemetry nodejs 2.1.0",
        service: "shop",
        api_key_id: id,
        span_name: "step",
        body: expect.stringContaining("[redacted]"),
        body_format: "json",
      },
      { code: "bad_request", body: '{"authorization": "[redacted]", oops', body_format: "text" },
      { code: "bad_request", body: "0a ff ff 00", body_format: "hex", body_bytes: 4 },
    ]);
    expect(JSON.stringify(rows)).not.toContain("hunter2");
  });

  it("stays bounded under a flood of garbage, which is counted exactly and does not slow good spans", async () => {
    const project = await makeProject(db.owner);
    const { key } = await makeKey(db.owner, project.id, { requests: 0 });
    const processes = [serverProcess(db), serverProcess(db)];
    const garbage = spansOf(500, {
      spanId: "",
      attributes: [{ key: "x", value: { stringValue: "y".repeat(500) } }],
    });
    for (let round = 0; round < 30; round++)
      for (const { send, ingestUsage } of processes) {
        expect((await send(key, garbage, { "user-agent": `noise-${round}/1` })).status).toBe(200);
        expect((await send(key, "garbage")).status).toBe(400);
        expect((await send(key, spansOf(1, {}, `service-${round}`))).status).toBe(200);
        if (round % 10 === 9) await ingestUsage.usageRecorder.flush();
      }
    const [kept] = await db.owner`
      select count(*)::int as n, max(length(body)) as longest from ingest_quarantine where project_id = ${project.id}`;
    expect(kept?.n).toBe(2 * MAX_SAMPLES_PER_HOUR);
    expect(kept?.longest).toBeLessThan(16_384);
    expect(await minutesOf(project.id)).toEqual([
      { outcome: "accepted", reason: "", spans: 60, requests: 120 },
      { outcome: "refused", reason: "bad_request", spans: 0, requests: 60 },
      { outcome: "rejected", reason: "missing_span_id", spans: 30_000, requests: 0 },
    ]);
    expect(await storedSpans(project.id)).toBe(60);
  });

  it("lists no more clients than fit, the latest ones", async () => {
    const project = await makeProject(db.owner);
    const { key } = await makeKey(db.owner, project.id);
    const { send, ingestUsage } = serverProcess(db);
    for (let n = 0; n < MAX_CLIENTS + 20; n++) await send(key, spansOf(1, {}, `service-${n}`));
    await ingestUsage.usageRecorder.flush();
    await send(key, spansOf(1, {}, "latest"));
    await ingestUsage.usageRecorder.flush();
    const clients = await db.owner`select service from ingest_clients where project_id = ${project.id}`;
    expect(clients).toHaveLength(MAX_CLIENTS);
    expect(clients).toContainEqual({ service: "latest" });
    const [hours] = await db.owner`
      select count(*)::int as n from ingest_client_hours where project_id = ${project.id}`;
    expect(hours?.n).toBe(MAX_CLIENTS);
  });
});
