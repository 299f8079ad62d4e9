import { randomUUID } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { span, store } from "@/lib/derive/testing";

let db: TestDatabase;
const started: ChildProcess[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  for (const worker of started) if (worker.exitCode === null) worker.kill("SIGKILL");
  await db.close();
});

function startWorker(): ChildProcess & { said: () => string } {
  const worker = spawn(process.execPath, ["--import", "tsx", "worker/main.ts"], {
    env: { ...process.env, DATABASE_URL: db.url, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(worker);
  let text = "";
  for (const stream of [worker.stdout, worker.stderr])
    stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return Object.assign(worker, { said: () => text });
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("did not happen within 15 s");
}
/** Old enough for its minute to be over, young enough to be kept. */
const recent = (said: Parameters<typeof span>[1]) =>
  span("a", { startedUs: (Date.now() - 3_600_000) * 1000, ...said });

const derivedName = async (projectId: number): Promise<string | undefined> =>
  (await db.owner<{ name: string }[]>`select name from traces where project_id = ${projectId}`)[0]?.name;

describe("the worker", () => {
  it("derives and rolls up what is stored, makes partitions ahead, and ends in order when asked to", async () => {
    const project = await makeProject(db.owner);
    const worker = startWorker();
    await store(db.worker, project, randomUUID(), [recent({ kind: "llm", name: "hello" })]);
    expect(await until(() => derivedName(project.id))).toBe("hello");
    await until(
      async () =>
        (await db.owner`select from rollup_calls where project_id = ${project.id} and tier = 60`)[0],
    );
    const ahead = `span_rows_${new Date(Date.now() + 8 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "")}`;
    expect(
      await until(
        async () =>
          (await db.owner<{ found: string | null }[]>`select to_regclass(${ahead})::text as found`)[0]
            ?.found ?? undefined,
      ),
    ).toBe(ahead);
    worker.kill("SIGTERM");
    const [code] = (await once(worker, "exit")) as [number];
    expect(code).toBe(0);
    expect(worker.said()).not.toContain(db.url);
  }, 40_000);

  it("goes on by itself after its connections were cut", async () => {
    const project = await makeProject(db.owner);
    const worker = startWorker();
    await until(
      async () =>
        (
          await db.owner`select from pg_stat_activity where application_name = 'recount worker' and datname = current_database()`
        )[0],
    );
    await db.owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'recount worker' and datname = current_database()`;
    await store(db.worker, project, randomUUID(), [recent({ name: "after the cut" })]);
    expect(await until(() => derivedName(project.id))).toBe("after the cut");
    expect(worker.exitCode).toBeNull();
    worker.kill("SIGTERM");
    await once(worker, "exit");
  }, 40_000);

  it("only delays when it is killed in the middle of a batch", async () => {
    const project = await makeProject(db.owner);
    await store(db.worker, project, randomUUID(), [recent({ name: "survivor" })]);
    await db.owner.begin(async (tx) => {
      await tx`select from span_rows where project_id = ${project.id} for update`;
      const worker = startWorker();
      await until(
        async () =>
          (
            await db.owner`select from pg_stat_activity where application_name = 'recount worker' and wait_event_type = 'Lock'`
          )[0],
      );
      worker.kill("SIGKILL");
      await once(worker, "exit");
    });
    const next = startWorker();
    expect(await until(() => derivedName(project.id))).toBe("survivor");
    next.kill("SIGTERM");
    await once(next, "exit");
  }, 60_000);
});
