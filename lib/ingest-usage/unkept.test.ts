import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { testContext } from "@/lib/traces/testing";

import { forgetIngestUsage } from "./forget-ingest-usage";
import { listUnkept } from "./list-unkept";
import { serverProcess, makeKey } from "./testing";
import { MAX_NAMES_PER_DAY } from "./write-unkept";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const logs = (...names: string[]) =>
  JSON.stringify({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: names.map((eventName) => ({
              timeUnixNano: String(Date.now() * 1_000_000),
              eventName,
            })),
          },
        ],
      },
    ],
  });

const DAY = 86_400_000;

async function sender() {
  const project = await makeProject(db.owner);
  const { key } = await makeKey(db.owner, project.id, { spans: 0, requests: 0 });
  const { send, ingestUsage } = serverProcess(db);
  return {
    project,
    send: (...names: string[]) => send(key, logs(...names), {}, "logs"),
    flush: () => ingestUsage.usageRecorder.flush(),
    list: () => {
      const now = Date.now();
      return listUnkept(
        { ...testContext(db.app, project), now: () => new Date(now) },
        { from: new Date(now - DAY), to: new Date(now) },
      );
    },
  };
}

describe("log records that become nothing", () => {
  it("are told to the sender by name and reason, as a warning: none was refused", async () => {
    const { send } = await sender();
    const answer = await send("app.started", "app.started", "gen_ai.choice", "");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      partialSuccess: {
        rejectedLogRecords: "0",
        errorMessage: expect.stringMatching(
          /^4 log records were not kept: 2 app\.started \(not_genai: .+\), .*1 gen_ai\.choice \(no_span: /,
        ),
      },
    });
  });

  it("are told in a message that stays short, whatever they are called", async () => {
    const { send } = await sender();
    const answer = await send(...Array.from({ length: 300 }, (_, index) => `${index}${"x".repeat(2_000)}`));
    const { partialSuccess } = (await answer.json()) as { partialSuccess: { errorMessage: string } };
    expect(partialSuccess.errorMessage.length).toBeLessThan(1_500);
  });

  it("are counted, over requests", async () => {
    const { send, flush, list } = await sender();
    await send("app.started", "app.started");
    await flush();
    await send("app.started", "gen_ai.choice");
    await flush();
    expect(await list()).toMatchObject({
      total: 4,
      rows: [
        { name: "app.started", reason: "not_genai", records: 3 },
        { name: "gen_ai.choice", reason: "no_span", records: 1 },
      ],
    });
  });

  it("are counted under a few names a day, and their sum is exact", async () => {
    const { send, flush, list, project } = await sender();
    for (let request = 0; request < 8; request++) {
      await send(...Array.from({ length: 40 }, (_, index) => `event.${request}.${index}`));
      await flush();
    }
    await send("event.0.0");
    await flush();
    const [row] = await db.owner`
      select count(*)::int as names, sum(records)::int as records from ingest_unkept where project_id = ${project.id}`;
    expect(row).toEqual({ names: MAX_NAMES_PER_DAY + 1, records: 321 });
    const { rows } = await list();
    expect(rows[0]).toMatchObject({ name: "other", records: 321 - MAX_NAMES_PER_DAY - 1 });
    expect(rows[1]).toMatchObject({ name: "event.0.0", records: 2 });
  });

  it("are forgotten after thirty days", async () => {
    const { send, flush, project } = await sender();
    await send("app.started");
    await flush();
    const left = async () =>
      (await db.owner`select from ingest_unkept where project_id = ${project.id}`).length;
    await forgetIngestUsage(db.worker, new Date(Date.now() + 29 * DAY));
    expect(await left()).toBe(1);
    await forgetIngestUsage(db.worker, new Date(Date.now() + 32 * DAY));
    expect(await left()).toBe(0);
  });
});
