import { setTimeout as sleep } from "node:timers/promises";

import { connect } from "@/db/client";
import { connectQueue } from "@/db/queue";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { keepQueue, releaseAbandoned } from "@/worker/queue";

/**
 * Started by deliveries.ts in processes of their own, and killed: rounds of a rule, as a worker does them, and, when asked to, the
 * queue that delivers. What the rule finds stands in the table `bench_causes`.
 */

const REST_MS = 20;
const [url = "", projectId = "", slug = "", delivers = "", port = "", mailPort = ""] = process.argv.slice(2);
const project = { id: Number(projectId), slug };
const sql = connect(url, { role: "recount_worker", max: 4, applicationName: "bench worker", prepare: false });

async function round(): Promise<void> {
  const now = new Date();
  await sql.begin(async (tx) => {
    const causes = await tx<{ name: string; over: boolean }[]>`
      select c.name, c.over from bench_causes c
      left join findings f on f.project_id = ${project.id} and f.rule = 'drift' and f.key = c.name
      where f.id is null or (c.over and f.resolved_at is null)
      order by c.name`;
    await openFindings(
      tx,
      project,
      "drift",
      causes.map(({ name }) => ({
        ruleId: 0,
        series: "",
        key: name,
        level: "alert" as const,
        title: name,
        link: `/p/${slug}/overview`,
        // Mails draw it.
        detail: {
          course: {
            name,
            from: new Date(now.getTime() - 3_600_000).toISOString(),
            step_ms: 60_000,
            values: Array.from({ length: 60 }, (_, minute) => minute % 7),
            expected: null,
          },
        },
        affected: null,
        beganAtMs: now.getTime(),
        cause: { key: name, title: name, tell: true },
      })),
      now,
    );
    const over = await tx<{ id: string }[]>`
      select f.id::text from findings f
      join bench_causes c on c.name = f.key and c.over
      where f.project_id = ${project.id} and f.rule = 'drift' and f.resolved_at is null`;
    await resolveFindings(
      tx,
      project,
      over.map(({ id }) => ({ id, why: "over" })),
      now,
    );
  });
}

async function main(): Promise<void> {
  if (delivers === "delivers") {
    const pool = connectQueue(url, 4);
    await releaseAbandoned(pool);
    const delivery = {
      allowPrivate: true,
      publicUrl: "https://recount.example",
      mail: { url: `smtp://127.0.0.1:${mailPort}`, from: "recount@example.org" },
      pagerDutyUrl: `http://127.0.0.1:${port}/pagerduty`,
    };
    void keepQueue({ pool, sql, delivery, watcher: { ended: () => {} } }, new AbortController().signal);
  }
  process.send?.("at work");
  process.on("disconnect", () => process.exit(0));
  for (;;) {
    // Two that find the same at once: one of them waits or is rolled back, as workers are.
    await round().catch(() => {});
    await sleep(REST_MS);
  }
}

void main();
