import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";

import { listen, type TestServer } from "./testing";

let db: TestDatabase;
let server: TestServer;
let project: TestProject;
let key: string;
beforeAll(async () => {
  db = await createTestDatabase();
  server = await listen(db);
  project = await makeProject(db.owner);
  key = await server.keyFor(project, ["ingest", "admin"]);
});
afterAll(async () => {
  await server.close();
  await db.close();
});

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body,
  });

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");

/** Spans of a trace whose attributes are together so many characters. */
function tracesOf(trace: number, spans: number, characters: number): string {
  const startNs = `${BigInt(Date.now()) * 1_000_000n}`;
  const attributes = [{ key: "x", value: { stringValue: "x".repeat(characters / spans) } }];
  const items = Array.from({ length: spans }, (_, index) => ({
    ...{ traceId: hex(trace, 32), spanId: hex(index + 1, 16), name: `span ${index}` },
    ...{ startTimeUnixNano: startNs, endTimeUnixNano: startNs, attributes },
  }));
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: items }] }] });
}

const storedSpans = async (trace: number): Promise<number> => {
  const [row] = await db.owner<{ count: number }[]>`
    select count(*)::int as count from spans -- every shard
    where project_id = ${project.id} and trace_id = ${hex(trace, 32)}::uuid`;
  return row?.count ?? 0;
};

async function metric(pattern: RegExp): Promise<number> {
  const response = await fetch(`${server.url}/api/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return Number(pattern.exec(await response.text())?.[1] ?? 0);
}

describe("a large body", () => {
  it("is stored, answered and counted as a small one", async () => {
    const before = await metric(/^recount_ingest_accepted_total\{signal="traces"\} (\d+)/m);
    const response = await post("/v1/traces", gzipSync(tracesOf(1, 500, 400_000)), {
      "content-encoding": "gzip",
    });
    expect([response.status, await response.json()]).toEqual([200, {}]);
    expect(await storedSpans(1)).toBe(500);
    expect(await metric(/^recount_ingest_accepted_total\{signal="traces"\} (\d+)/m)).toBe(before + 500);
    expect(server.store.ingest.stats.committedRows).toBeGreaterThanOrEqual(500);
  });

  it("of few bytes and many spans is read apart, too", async () => {
    const items = Array.from({ length: 3_000 }, () => ({}));
    const response = await post(
      "/v1/traces",
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: items }] }] }),
    );
    const { partialSuccess } = (await response.json()) as { partialSuccess: { rejectedSpans: string } };
    expect([response.status, Number(partialSuccess.rejectedSpans)]).toEqual([200, 3_000]);
    const counted = await metric(/rejected_total\{signal="traces",reason="missing_trace_id"\} (\d+)/);
    expect(counted).toBe(3_000);
  });

  it("keeps nobody's small request waiting", async () => {
    const order: string[] = [];
    const large = post("/v1/traces", tracesOf(2, 20_000, 4_000_000)).then(({ status }) =>
      order.push(`large ${status}`),
    );
    for (let i = 0; i < 5; i++) {
      const small = await post("/v1/traces", tracesOf(3 + i, 1, 10));
      order.push(`small ${small.status}`);
    }
    await large;
    expect(order).toEqual([...Array.from({ length: 5 }, () => "small 200"), "large 200"]);
    expect(await storedSpans(2)).toBe(20_000);
  });

  it("that is broken is refused with the reason, in the quarantine, too", async () => {
    const response = await post("/v1/traces", `{"resourceSpans": [${" ".repeat(300_000)}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("not valid JSON");
    const kept = () =>
      db.owner`select 1 from ingest_quarantine where project_id = ${project.id} and code = 'bad_request'`;
    await expect.poll(async () => (await kept()).length).toBeGreaterThan(0);
  });

  it("is held against the limits of its key, which are one for all threads", async () => {
    const limited = await server.keyFor(project, ["ingest"]);
    await db.owner`update api_keys set max_spans_per_second = 100 where project_id = ${project.id}`;
    const send = (body: string) => post("/v1/traces", body, { authorization: `Bearer ${limited}` });
    expect((await send(tracesOf(20, 1_000, 300_000))).status).toBe(200);
    // What the thread took is missing here.
    expect((await send(tracesOf(21, 1, 10))).status).toBe(429);
  });

  it("comes through every endpoint", async () => {
    const text = "x".repeat(300_000);
    const at = new Date().toISOString();
    const interaction = {
      name: "chat",
      started_at: at,
      ended_at: at,
      model: "gpt-4o",
      input: text,
      output: "y",
    };
    const native = await post("/api/v1/interactions", JSON.stringify(interaction));
    expect([native.status, await native.text()]).toEqual([200, expect.any(String)]);
    const body = {
      id: "e1",
      timestamp: at,
      type: "trace-create",
      body: { id: "t1", timestamp: at, input: text },
    };
    const langfuse = await post("/api/public/ingestion", JSON.stringify({ batch: [body] }));
    expect(langfuse.status).toBe(207);
    const run = { id: "0b6c0f6e-53f3-4a55-9f9e-0f6a5f1f7c11", name: "r", run_type: "llm", start_time: at };
    expect((await post("/runs", JSON.stringify({ ...run, inputs: { text } }))).status).toBe(202);
  });
});

describe("a body that takes too much to be read", () => {
  it.each([
    ["time", { ms: 1, heapMb: 1024 }, "too long"],
    ["memory", { ms: 30_000, heapMb: 40 }, "too much memory"],
  ])("costs its sender the request, and nobody else anything: %s", async (_, limits, reason) => {
    const strict = await listen(db, { limits });
    try {
      const allowed = await strict.keyFor(project, ["ingest"]);
      const send = (body: string) =>
        fetch(`${strict.url}/v1/traces`, {
          method: "POST",
          headers: { authorization: `Bearer ${allowed}`, "content-type": "application/json" },
          body,
        });
      const [large, small] = await Promise.all([
        send(tracesOf(30, 30_000, 12_000_000)),
        send(tracesOf(31, 1, 10)),
      ]);
      expect([large.status, small.status]).toEqual([413, 200]);
      expect(await large.text()).toContain(reason);
      expect((await send(tracesOf(32, 1, 10))).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
