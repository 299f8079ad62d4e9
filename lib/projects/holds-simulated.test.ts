import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { FLAG } from "@/lib/model/flags";
import { Story, testContext } from "@/lib/traces/testing";
import { holdsSimulated } from "./holds-simulated";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("one simulated trace among others is told, another flag or another project's is not", async () => {
  const [real, mixed, empty] = [
    await makeProject(db.owner),
    await makeProject(db.owner),
    await makeProject(db.owner),
  ];
  await new Story(db.owner, real).trace({ flags: FLAG.tokensEstimated | FLAG.truncated });
  await new Story(db.owner, mixed).trace();
  await new Story(db.owner, mixed).trace({ flags: FLAG.simulated | FLAG.tokensEstimated });
  const ask = (project: typeof real) => holdsSimulated(testContext(db.app, project));
  expect([await ask(real), await ask(mixed), await ask(empty)]).toEqual([false, true, false]);
});
