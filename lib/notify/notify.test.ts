import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { getBudget } from "@/lib/budgets/get-budget";
import { count, makeBudget, makeScene, spend } from "@/lib/budgets/testing";
import { auditOf, makeMember } from "@/lib/users/testing";

import { addChannel, listChannels, removeChannel } from "./channels";
import { DELIVERY_ATTEMPTS } from "./enqueue";
import { listDeliveries } from "./list-deliveries";
import type { DeliverOptions } from "./send";
import { sendTest } from "./send-test";
import {
  DELIVERY as OPTIONS,
  deliverDue as deliverAllDue,
  passTime as passAllTime,
  type Received,
  startReceiver,
} from "./testing";

let db: TestDatabase;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let [url, received, answers]: [string, Received[], number[]] = ["", [], []];
beforeAll(async () => {
  db = await createTestDatabase();
  receiver = await startReceiver();
  ({ url, received, answers } = receiver);
});
afterAll(async () => {
  receiver.close();
  await db.close();
});

const deliverDue = (options?: DeliverOptions) => deliverAllDue(db, options);
const passTime = () => passAllTime(db);

async function adminScene() {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "admin");
  received.length = answers.length = 0;
  return { project, ctx };
}

describe("a channel", () => {
  it("is told of a threshold, signed, once", async () => {
    const now = Date.now();
    const { project, ctx } = await makeScene(db, now);
    const admin = { ...ctx, actor: { ...ctx.actor, role: "admin" } as typeof ctx.actor };
    received.length = 0;
    const { secret } = await addChannel(admin, {
      kind: "webhook",
      name: "Pager",
      url: `${url}/hook?token=abc`,
    });
    await addChannel(admin, { kind: "slack", name: "Room", url: `${url}/slack` });
    await makeBudget(ctx, {
      limitUsd: "1",
      unit: "month",
      thresholds: [{ percent: 80, actions: ["notify"] }],
    });
    await spend(db, project, { usd: "0.9", atMs: now });
    await Promise.all([count(db, now), count(db, now)]);
    // One of the two may have found the project taken by the other's round, which began before its call was derived.
    await count(db, now);
    await Promise.all([deliverDue(), deliverDue()]);
    await deliverDue();
    expect(received.map(({ path }) => path).toSorted()).toEqual(["/hook?token=abc", "/slack"]);
    const hook = received.find(({ path }) => path.startsWith("/hook"));
    const body = JSON.parse(hook?.body ?? "") as Record<string, unknown>;
    expect(body).toMatchObject({
      id: hook?.headers["x-recount-delivery"],
      type: "budget.threshold",
      threshold_percent: 80,
      spent_usd: "0.9",
      limit_usd: "1",
      user: null,
    });
    expect(body["link"]).toMatch(/^https:\/\/recount\.example\/p\/.*\/budgets\/\d+$/);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(hook?.headers["x-recount-signature"])) ?? [];
    expect(v1).toBe(
      createHmac("sha256", secret ?? "")
        .update(`${t}.${hook?.body}`)
        .digest("hex"),
    );
    const slack = received.find(({ path }) => path === "/slack");
    expect(Object.keys(JSON.parse(slack?.body ?? "{}") as object)).toEqual(["text", "blocks"]);
    expect(slack?.headers["x-recount-signature"]).toBeUndefined();
    expect((await listDeliveries(ctx)).map(({ state, attempts }) => [state, attempts])).toEqual([
      ["delivered", 1],
      ["delivered", 1],
    ]);
    // The app's role cannot read where it goes and what signs it.
    await expect(
      db.app.begin(async (tx) => {
        await tx.unsafe(`set local app.project_id = '${project.id}'`);
        await tx`select url, secret from notification_channels`;
      }),
    ).rejects.toThrow("permission denied");
    expect(JSON.stringify(await listChannels(ctx))).not.toContain("token");
  });

  it("that fails is tried again later under the same id, and given up in the end", async () => {
    const { ctx } = await adminScene();
    const { id } = await addChannel(ctx, { kind: "webhook", name: "Pager", url });
    await sendTest(ctx, { id });
    answers.push(500, 302);
    await deliverDue();
    await deliverDue();
    expect(received).toHaveLength(1);
    await passTime();
    await deliverDue();
    expect((await listDeliveries(ctx))[0]).toMatchObject({ state: "waiting", attempts: 2, status: 302 });
    await passTime();
    await deliverDue();
    expect((await listDeliveries(ctx))[0]).toMatchObject({ state: "delivered", attempts: 3, error: null });
    expect(new Set(received.map(({ headers }) => headers["x-recount-delivery"])).size).toBe(1);
    expect(received.map(({ path }) => path)).toEqual(["/", "/", "/"]);

    await sendTest(ctx, { id });
    for (let attempt = 0; attempt < DELIVERY_ATTEMPTS + 2; attempt++) {
      answers.push(500);
      await passTime();
      await deliverDue();
    }
    expect((await listDeliveries(ctx))[0]).toMatchObject({ state: "failed", attempts: DELIVERY_ATTEMPTS });
    answers.length = 0;
  });

  it("says when it is tried again as the queue does", async () => {
    const { ctx } = await adminScene();
    const { id } = await addChannel(ctx, { kind: "webhook", name: "Pager", url });
    const { deliveryId } = await sendTest(ctx, { id });
    answers.push(500);
    await deliverDue();
    const [shown] = await listDeliveries(ctx);
    const [job] = await db.owner<{ at: string }[]>`
      select run_at as at from graphile_worker.jobs where key = ${`deliver ${deliveryId}`}`;
    expect(Math.abs(Date.parse(shown?.nextAttemptAt ?? "") - Date.parse(job?.at ?? ""))).toBeLessThan(1000);
    await passTime();
    await deliverDue();
  });

  it("is told in one message of users who reach their ceilings together", async () => {
    const now = Date.now();
    const { project, ctx } = await makeScene(db, now);
    const admin = { ...ctx, actor: { ...ctx.actor, role: "admin" } as typeof ctx.actor };
    received.length = 0;
    await addChannel(admin, { kind: "webhook", name: "Pager", url });
    const id = await makeBudget(ctx, {
      limitUsd: "1",
      unit: "month",
      everyUser: true,
      thresholds: [{ percent: 100, actions: ["notify", "incident"] }],
    });
    for (const user of ["ann", "bob", "cid"]) await spend(db, project, { usd: "2", atMs: now, user });
    await count(db, now);
    await deliverDue();
    const bodies = received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies).toMatchObject([{ title: "Budget “Ceiling”: 3 users have reached 100 %", user: null }]);
    expect(bodies[0]?.["users"]).toHaveLength(3);
    expect((await getBudget(ctx, id)).breaches.map(({ told, toTell }) => [told, toTell])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it("in a private network gets nothing unless a setting allows it, by address or by name", async () => {
    const { ctx } = await adminScene();
    for (const target of [url, url.replace("127.0.0.1", "localhost"), "http://169.254.169.254/latest"]) {
      const { id } = await addChannel(ctx, { kind: "webhook", name: target, url: target });
      await sendTest(ctx, { id });
    }
    await deliverDue({ ...OPTIONS, allowPrivate: false });
    expect(received).toEqual([]);
    for (const { error } of await listDeliveries(ctx)) expect(error).toMatch(/private network|never sent to/);
  });

  it("is added and removed by admins only, and the audit log says so without its address", async () => {
    const { project, ctx } = await adminScene();
    const { ctx: engineer } = await makeMember(db, project, "engineer");
    await expect(addChannel(engineer, { kind: "slack", name: "x", url })).rejects.toMatchObject({
      code: "forbidden",
    });
    const { id } = await addChannel(ctx, { kind: "slack", name: "Room", url: "https://hooks.example/T0KEN" });
    await removeChannel(ctx, { id });
    await expect(removeChannel(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await auditOf(db, project)).toEqual(["channel.added Room", "channel.removed Room"]);
    const log = await db.owner`select detail from audit_log where project_id = ${project.id}`;
    expect(JSON.stringify(log)).not.toContain("T0KEN");
    for (const wrong of ["ftp://x", "nothing", "https://user:pass@x.example"])
      await expect(addChannel(ctx, { kind: "webhook", name: "x", url: wrong })).rejects.toMatchObject({
        code: "bad_request",
        details: [{ path: "url" }],
      });
  });
});
