import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";

import { sessionSecret } from "./session-secret";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

it("is not in the database, but made of what is there and what is elsewhere", async () => {
  await expect(sessionSecret(db.app, "outside")).rejects.toMatchObject({ code: "unavailable" });
  await db.owner`insert into instance (session_secret) values (${Buffer.alloc(32, 7)})`;
  const [one, two, without] = [
    await sessionSecret(db.app, "a".repeat(32)),
    await sessionSecret(db.app, "b".repeat(32)),
    await sessionSecret(db.app, undefined),
  ];
  expect(await sessionSecret(db.app, "a".repeat(32))).toBe(one);
  expect(new Set([one, two, without]).size).toBe(3);
  expect(without).toBe(Buffer.alloc(32, 7).toString("base64url"));
  await db.owner`update instance set session_secret = ${Buffer.alloc(32, 8)}`;
  expect(await sessionSecret(db.app, "a".repeat(32))).not.toBe(one);
});
