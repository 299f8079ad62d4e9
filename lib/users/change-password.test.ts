import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { hashPassword, verifyPassword } from "@/lib/auth/password";

import { changePassword } from "./change-password";
import { resetPassword } from "./reset-password";
import { makePerson, makeSession } from "./testing";

let db: TestDatabase;
let hash: string;
beforeAll(async () => {
  db = await createTestDatabase();
  hash = await hashPassword("the old password");
});
afterAll(() => db.close());

const now = () => new Date();
const stored = async (id: number) =>
  (await db.owner<{ hash: string }[]>`select password_hash as hash from users where id = ${id}`)[0]?.hash ??
  null;

describe("changing a password", () => {
  it("ends the sessions that began before and answers with the epoch of the one that goes on", async () => {
    const { id } = await makePerson(db, { passwordHash: hash });
    const before = await makeSession(db, id);
    const deps = { sql: db.app, userId: id, now };
    const epoch = await changePassword(deps, { current: "the old password", next: "the new password" });
    expect(await before.goesOn()).toBe(false);
    expect(await (await makeSession(db, id, epoch)).goesOn()).toBe(true);
    expect(await verifyPassword("the new password", await stored(id))).toBe(true);
  });

  it("needs the current password and changes nothing without it", async () => {
    const { id } = await makePerson(db, { passwordHash: hash });
    const session = await makeSession(db, id);
    const wrong = changePassword(
      { sql: db.app, userId: id, now },
      { current: "guess", next: "the new password" },
    );
    await expect(wrong).rejects.toMatchObject({ code: "bad_request", details: [{ path: "current" }] });
    expect(await stored(id)).toBe(hash);
    expect(await session.goesOn()).toBe(true);
  });

  it("is no place to guess: the sixth wrong try is not looked at", async () => {
    const { id } = await makePerson(db, { passwordHash: hash });
    const guess = () =>
      changePassword({ sql: db.app, userId: id, now }, { current: "guess", next: "the new password" });
    for (let i = 0; i < 5; i += 1) await expect(guess()).rejects.toMatchObject({ code: "bad_request" });
    await expect(guess()).rejects.toMatchObject({ code: "too_many_requests" });
  });

  it("refuses a short one, naming the field", async () => {
    const { id } = await makePerson(db, { passwordHash: hash });
    const short = changePassword(
      { sql: db.app, userId: id, now },
      { current: "the old password", next: "short" },
    );
    await expect(short).rejects.toMatchObject({ code: "bad_request", details: [{ path: "next" }] });
  });

  it("sets a first one for somebody who signs in elsewhere", async () => {
    const { id } = await makePerson(db);
    await changePassword({ sql: db.app, userId: id, now }, { current: "", next: "the first password" });
    expect(await verifyPassword("the first password", await stored(id))).toBe(true);
  });

  it("from the terminal gives a new one and ends all sessions; an unknown address gets none", async () => {
    const { id, email } = await makePerson(db, { passwordHash: hash });
    const session = await makeSession(db, id);
    const password = await resetPassword(db.owner, email.toUpperCase());
    expect(await verifyPassword(password ?? "", await stored(id))).toBe(true);
    expect(await session.goesOn()).toBe(false);
    expect(await resetPassword(db.owner, "nobody@example.com")).toBeNull();
  });
});
