import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { count, makeBudget, makeScene, spend } from "@/lib/budgets/testing";
import { listen, type TestServer } from "@/server/testing";

/** The helpers in processes of their own, against the real endpoints and a real database. */
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

const run = promisify(execFile);
const folder = import.meta.dirname;

/** Programs that do the same in both languages and print what they saw as JSON. */
const NODE = `
import { BudgetExceeded, RecountBudget } from ${JSON.stringify(path.join(folder, "node/recount-budget.mjs"))};
const [url, key] = process.argv.slice(1);
const call = { feature: "support", user: undefined };
const budget = new RecountBudget({ url, key, timeoutMs: 5000 });
const seen = {};
seen.models = [];
for (let i = 0; i < 20; i++) {
  try {
    seen.models.push(await budget.guard(call, { reserveUsd: 0.1 }, async ({ used }) => ({ result: used >= 0.8 ? "cheap" : "expensive", costUsd: 0.1 })));
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error;
    seen.stopped = error.message;
    break;
  }
}
const other = { feature: "other" };
const before = await budget.check(other);
const done = budget.track(other, 0.4);
const during = await budget.check(other);
done(0.6);
const after = await budget.check(other);
seen.inFlight = [before, during, after].map(({ allowed, used }) => [allowed, Number(used.toFixed(2))]);
const hold = await budget.reserve({ feature: "third" }, 0.5);
seen.released = [hold.allowed, await hold.release()];
const away = { url: "http://127.0.0.1:1", key };
seen.away = [];
for (const failOpen of [true, false]) seen.away.push((await new RecountBudget({ ...away, failOpen }).check(call)).allowed);
seen.wrongKey = (await new RecountBudget({ url, key: "rk_wrong", failOpen: false }).check(call)).error.message;
console.log(JSON.stringify(seen));
`;

const PYTHON = `
import json, sys
sys.path.insert(0, ${JSON.stringify(path.join(folder, "python"))})
from recount_budget import BudgetExceeded, RecountBudget
url, key = sys.argv[1:]
call = {"feature": "support"}
budget = RecountBudget(url, key, timeout_s=5)
seen = {"models": []}
for _ in range(20):
    try:
        seen["models"].append(budget.guard(call, 0.1, lambda hold: ("cheap" if hold.used >= 0.8 else "expensive", 0.1)))
    except BudgetExceeded as error:
        seen["stopped"] = str(error)
        break
other = {"feature": "other"}
before = budget.check(other)
done = budget.track(other, 0.4)
during = budget.check(other)
done(0.6)
after = budget.check(other)
seen["inFlight"] = [[one.allowed, round(one.used, 2)] for one in (before, during, after)]
hold = budget.reserve({"feature": "third"}, 0.5)
seen["released"] = [hold.allowed, hold.release()]
seen["away"] = [RecountBudget("http://127.0.0.1:1", key, fail_open=fail_open).check(call).allowed for fail_open in (True, False)]
seen["wrongKey"] = str(RecountBudget(url, "rk_wrong", fail_open=False).check(call).error)
print(json.dumps(seen))
`;

const PROGRAMS: [string, (url: string, key: string) => Promise<{ stdout: string }>][] = [
  ["Node.js", (url, key) => run(process.execPath, ["--input-type=module", "-e", NODE, url, key])],
  ["Python", (url, key) => run("python3", ["-c", PYTHON, url, key])],
];

describe.each(PROGRAMS)("an application in %s", (_, program) => {
  it("takes the cheaper model from 80 %, stops itself at its ceiling, and decides what happens without Recount", async () => {
    const now = Date.now();
    const { project, ctx } = await makeScene(db, now);
    for (const feature of ["support", "other", "third"])
      await makeBudget(ctx, { name: `Ceiling of ${feature}`, feature, unit: "month", limitUsd: "1" });
    await spend(db, project, { usd: "0.35", atMs: now, feature: "support" });
    await spend(db, project, { usd: "0.5", atMs: now, feature: "other" });
    await count(db, now);
    const { stdout } = await program(server.url, await server.keyFor(project, ["budgets"]));
    expect(JSON.parse(stdout)).toEqual({
      // 0.35 are spent; each reserves 0.1 more, and the fifth would end at 0.85.
      models: ["expensive", "expensive", "expensive", "expensive", "cheap", "cheap"],
      stopped: "Not within budget: Ceiling of support",
      inFlight: [
        [true, 0.5],
        [true, 0.9],
        [false, 1.1],
      ],
      released: [true, true],
      away: [true, false],
      wrongKey: expect.stringContaining("unknown, revoked or expired") as string,
    });
  }, 60_000);
});
