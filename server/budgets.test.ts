import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { count, makeBudget, makeScene, spend } from "@/lib/budgets/testing";

import { listen, type TestServer } from "./testing";

let db: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  db = await createTestDatabase();
  server = await listen(db);
});
afterAll(async () => {
  await server.close();
  await db.close();
});

async function scene(scopes: string[]) {
  const now = Date.now();
  const { project, ctx } = await makeScene(db, now);
  const id = await makeBudget(ctx, { limitUsd: "1", unit: "month", feature: "support" });
  await spend(db, project, { usd: "0.85", atMs: now, feature: "support" });
  await count(db, now);
  const key = await server.keyFor(project, scopes);
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.url}/api/v1/budgets/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { id, call };
}

describe("the endpoints for budgets", () => {
  it("answer, hold, settle and release", async () => {
    const { call, id } = await scene(["budgets"]);
    const first = await call("GET", "check?feature=support&reserve_usd=0.10");
    expect(first).toMatchObject({
      status: 200,
      body: {
        allowed: true,
        reservation_id: expect.any(String) as string,
        budgets: [
          {
            id,
            name: "Ceiling",
            scope: "feature support",
            period: "calendar month, UTC",
            limit_usd: "1",
            spent_usd: "0.85",
            reserved_usd: "0.1",
            remaining_usd: "0.05",
            used: 0.95,
            state: "warning",
            denies: false,
          },
        ],
      },
    });
    expect((await call("GET", "check?feature=support&reserve_usd=0.10")).body).toMatchObject({
      allowed: false,
      reservation_id: null,
    });
    const held = `reservations/${String(first.body["reservation_id"])}`;
    expect((await call("POST", `${held}/settle`, { cost_usd: "0.02" })).body).toMatchObject({
      settled: true,
    });
    expect((await call("GET", "check?feature=support")).body).toMatchObject({
      budgets: [{ reserved_usd: "0.02" }],
    });
    expect((await call("DELETE", held)).body).toMatchObject({ released: true });
    expect((await call("DELETE", held)).body).toMatchObject({ released: false });
    expect((await call("GET", "check?feature=other")).body).toEqual({
      allowed: true,
      reservation_id: null,
      budgets: [],
    });
  });

  it("say what is wrong", async () => {
    const { call } = await scene(["budgets"]);
    expect(await call("GET", "check?feeture=support")).toMatchObject({
      status: 400,
      body: { error: { code: "bad_request" } },
    });
    expect(await call("GET", "check?reserve_usd=much")).toMatchObject({ status: 400 });
    expect(await call("POST", "check")).toMatchObject({ status: 405 });
    expect(await call("DELETE", "reservations/1")).toMatchObject({ status: 400 });
    expect(
      await call("POST", "reservations/0b6c0f6e-53f3-4a55-9f9e-0f6a5f1f7c11/settle", { cost_usd: "x" }),
    ).toMatchObject({ status: 400 });
    expect((await fetch(`${server.url}/api/v1/budgets/check`)).status).toBe(401);
  });

  it("let keys that read ask, and only those with the scope hold", async () => {
    const { call } = await scene(["read"]);
    expect((await call("GET", "check?feature=support")).status).toBe(200);
    expect((await call("GET", "check?feature=support&reserve_usd=0.01")).status).toBe(403);
    expect((await (await scene(["ingest"])).call("GET", "check")).status).toBe(403);
  });
});
