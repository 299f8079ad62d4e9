import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { testContext } from "@/lib/traces/testing";
import { makeMember } from "@/lib/users/testing";

import { applyMonitors, exportMonitors } from "./apply-monitors";
import type { MonitorInput } from "./definition";
import { deleteMonitor } from "./delete-monitor";
import { getMonitor, listMonitors } from "./list-monitors";
import { monitorRound } from "./monitor-round";
import { fromYaml, toYaml } from "./monitor-yaml";
import { monitorFileSchema } from "./monitor-file-schema";
import { muteMonitor } from "./mute-monitor";
import { saveMonitor } from "./save-monitor";
import { interact } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const MINUTE = 60_000;
const NOW = Date.now() - (Date.now() % (60 * MINUTE)) - 60 * MINUTE;
const FAILS: MonitorInput = {
  kind: "threshold",
  name: "Fails",
  metric: "error_rate",
  window: "5m",
  direction: "above",
  alert: 0.3,
  delay_minutes: 0,
  no_data: "keep",
  filters: { feature: ["support"] },
};
const QUIET: MonitorInput = { kind: "silence", name: "Quiet", of: "key" };

async function scene() {
  const project = await makeProject(db.owner);
  return { project, ctx: { ...testContext(db.app, project), now: () => new Date(NOW) } };
}
const states = (project: { id: number }) =>
  db.owner`select state, resolution from incidents where project_id = ${project.id} order by id`;

describe("monitors as code", () => {
  it("are made, changed and left by name; there and back through YAML nothing changes", async () => {
    const { ctx } = await scene();
    const file = { monitors: [FAILS, QUIET] };
    expect(await applyMonitors(ctx, file, { dryRun: true })).toMatchObject({ created: ["Fails", "Quiet"] });
    expect(await listMonitors(ctx)).toEqual([]);
    await applyMonitors(ctx, file);
    const yaml = toYaml(await exportMonitors(ctx), "http://localhost:3000");
    expect(yaml).toMatch(/^# yaml-language-server: .*\nmonitors:\n {2}- name: Fails\n {4}kind: threshold/);
    expect(await applyMonitors(ctx, fromYaml(yaml))).toEqual({
      dry_run: false,
      created: [],
      changed: [],
      unchanged: ["Fails", "Quiet"],
      deleted: [],
    });
    const second = { monitors: [{ ...FAILS, alert: 0.5 }] };
    expect(await applyMonitors(ctx, second)).toMatchObject({ changed: ["Fails"], deleted: [] });
    expect(await applyMonitors(ctx, second, { prune: true })).toMatchObject({
      unchanged: ["Fails"],
      deleted: ["Quiet"],
    });
    expect((await listMonitors(ctx)).map(({ monitor }) => monitor)).toEqual([
      expect.objectContaining({ alert: 0.5 }),
    ]);
  });

  it("all or none, and what is wrong is named", async () => {
    const { ctx } = await scene();
    await expect(applyMonitors(ctx, { monitors: [FAILS, FAILS] })).rejects.toMatchObject({
      code: "bad_request",
    });
    await expect(
      applyMonitors(ctx, { monitors: [QUIET, { ...FAILS, metric: "nonsense" }] }),
    ).rejects.toMatchObject({
      details: [expect.objectContaining({ path: "monitors.1.metric" })],
    });
    await expect(
      applyMonitors(ctx, { monitors: [{ ...FAILS, metric: "score:good", group_by: "tool" }] }),
    ).rejects.toMatchObject({ code: "bad_request" });
    expect(await listMonitors(ctx)).toEqual([]);
    expect(() => fromYaml("monitors: [")).toThrow(/not YAML/);
  });

  it("have a schema that is JSON", () => {
    expect(JSON.stringify(monitorFileSchema())).toContain("recover_percent");
  });
});

describe("a monitor", () => {
  it("is changed by engineers, not by managers", async () => {
    const { project } = await scene();
    const { ctx: manager } = await makeMember(db, project, "manager");
    await expect(saveMonitor(manager, null, QUIET)).rejects.toMatchObject({ code: "forbidden" });
    const { ctx: engineer } = await makeMember(db, project, "engineer");
    const { id } = await saveMonitor(engineer, null, QUIET);
    await expect(saveMonitor(engineer, null, QUIET)).rejects.toMatchObject({ code: "conflict" });
    await saveMonitor(engineer, id, { ...QUIET, level: "alert" });
    await expect(deleteMonitor(manager, { id })).rejects.toMatchObject({ code: "forbidden" });
    expect(
      (await db.owner`select action from audit_log where project_id = ${project.id} order by id`).map(
        ({ action }) => action as string,
      ),
    ).toEqual(["monitor.created", "monitor.changed"]);
  });

  it("that is switched off, asked for something else or deleted ends what it told", async () => {
    const { project, ctx } = await scene();
    const { id } = await saveMonitor(ctx, null, FAILS);
    await interact(db, project, { fromMs: NOW - 5 * MINUTE, n: 10, failing: 9 });
    const round = () => monitorRound(db.worker, { now: () => NOW });
    await round();
    expect(await states(project)).toEqual([{ state: "open", resolution: null }]);
    await saveMonitor(ctx, id, { ...FAILS, enabled: false });
    await round();
    expect(await states(project)).toEqual([
      { state: "resolved", resolution: "The monitor was switched off." },
    ]);
    expect((await getMonitor(ctx, id)).series).toEqual([
      expect.objectContaining({ status: "alert", value: 0.9 }),
    ]);
    await saveMonitor(ctx, id, FAILS);
    await monitorRound(db.worker, { now: () => NOW + 1 });
    expect(await states(project)).toHaveLength(2);
    await saveMonitor(ctx, id, { ...FAILS, filters: { feature: ["other"] } });
    expect((await states(project))[1]).toEqual({ state: "resolved", resolution: "The monitor was changed." });
    await muteMonitor(ctx, { id, hours: 2 });
    expect((await getMonitor(ctx, id)).mutedUntil).toBe(
      new Date(NOW + 120 * MINUTE).toISOString().replace("Z", "000Z"),
    );
    await deleteMonitor(ctx, { id });
    await expect(getMonitor(ctx, id)).rejects.toMatchObject({ code: "not_found" });
    await round();
  });
});
