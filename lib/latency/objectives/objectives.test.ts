import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Role } from "@/lib/context";
import type { Context } from "@/lib/context";
import { auditOf, makeMember } from "@/lib/users/testing";

import { deriveTraces } from "@/lib/derive/derive-traces";
import { NOON, span, store } from "@/lib/derive/testing";
import { deleteObjective } from "./delete-objective";
import { listObjectives } from "./list-objectives";
import { objectiveStatus } from "./objective-status";
import { saveObjective } from "./save-objective";
import type { ObjectiveInput } from "./schemas";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const scene = async (role: Role) => {
  const project = await makeProject(db.owner);
  return { project, ...(await makeMember(db, project, role)) };
};
const list = (ctx: Context) =>
  inProject(ctx.sql, ctx.project.id, (tx) => listObjectives(tx, ctx), { readOnly: true });
const input = (said: Partial<ObjectiveInput> = {}): ObjectiveInput => ({
  measure: "ttft",
  thresholdMs: 500,
  target: 0.95,
  windowDays: 28,
  ...said,
});

describe("objectives", () => {
  it("are set, changed and deleted by an engineer, and the audit log says each time what they were", async () => {
    const { ctx, project, person } = await scene("engineer");
    const { id } = await saveObjective(ctx, null, input({ feature: " booking " }));
    expect(await list(ctx)).toMatchObject([
      { id, ...input(), feature: "booking", environment: null, model: null, author: person.name },
    ]);
    await saveObjective(ctx, id, input({ thresholdMs: 800, feature: "" }));
    expect(await list(ctx)).toMatchObject([{ id, thresholdMs: 800, feature: null }]);
    await deleteObjective(ctx, { id });
    expect(await list(ctx)).toEqual([]);
    const entries = (await auditOf(db, project)).map((entry) => entry.replaceAll("\u00a0", " "));
    expect(entries).toEqual([
      "objective.added First token of a call ≤ 500 ms for 95 %",
      "objective.changed First token of a call ≤ 800 ms for 95 %",
      "objective.deleted First token of a call ≤ 800 ms for 95 %",
    ]);
    await expect(deleteObjective(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(saveObjective(ctx, id, input())).rejects.toMatchObject({ code: "not_found" });
  });
  it("burn their budget over an hour, six hours and three days, each by what happened in it", async () => {
    const { ctx, project } = await scene("engineer");
    const nowMs = NOON / 1000 + 5 * DAY_MS;
    const calls = [
      // Ten a window; of those of the last hour none is slow, before that ever more of them.
      { ago: 30 * MINUTE_MS, slow: 0 },
      { ago: 3 * HOUR_MS, slow: 2 },
      { ago: 30 * HOUR_MS, slow: 5 },
      { ago: 60 * HOUR_MS, slow: 7 },
      { ago: 4 * DAY_MS, slow: 10 },
    ].flatMap(({ ago, slow }) => Array.from({ length: 10 }, (_, index) => ({ ago, slow: index < slow })));
    for (const { ago, slow } of calls)
      await store(db.worker, project, randomUUID(), [
        span("c", { kind: "llm", startedUs: (nowMs - ago) * 1000, ms: slow ? 5000 : 100 }),
      ]);
    while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
    const then = { ...ctx, now: () => new Date(nowMs) };
    await saveObjective(then, null, input({ measure: "model_latency", thresholdMs: 1000, target: 0.9 }));
    const [objective] = await list(then);
    if (!objective) throw new Error("no objective");
    const status = await inProject(db.app, project.id, (tx) => objectiveStatus(tx, then, objective), {
      readOnly: true,
    });
    expect(status.kept).toEqual({ good: 26, total: 50 });
    expect(status.burn["1h"]).toBe(0);
    expect(status.burn["6h"]).toBeCloseTo(2 / 20 / 0.1);
    expect(status.burn["3d"]).toBeCloseTo(14 / 40 / 0.1);
  });
  it("are read by everybody and changed by engineers and admins alone", async () => {
    for (const role of ["manager", "compliance"] as const) {
      const { ctx } = await scene(role);
      expect(await list(ctx)).toEqual([]);
      await expect(saveObjective(ctx, null, input())).rejects.toMatchObject({ code: "forbidden" });
      await expect(deleteObjective(ctx, { id: 1 })).rejects.toMatchObject({ code: "forbidden" });
    }
  });
  it("say which field makes no sense", async () => {
    const { ctx } = await scene("admin");
    for (const [wrong, path] of [
      [{ target: 1 }, "target"],
      [{ thresholdMs: 0 }, "thresholdMs"],
      [{ windowDays: 5 as 7 }, "windowDays"],
    ] as const)
      await expect(saveObjective(ctx, null, input(wrong))).rejects.toMatchObject({
        code: "bad_request",
        details: [{ path }],
      });
  });
  it("of another project are neither seen nor changed", async () => {
    const mine = await scene("engineer");
    const theirs = await scene("engineer");
    const { id } = await saveObjective(theirs.ctx, null, input());
    expect(await list(mine.ctx)).toEqual([]);
    await expect(saveObjective(mine.ctx, id, input())).rejects.toMatchObject({ code: "not_found" });
    await expect(deleteObjective(mine.ctx, { id })).rejects.toMatchObject({ code: "not_found" });
  });
});
