import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { hashToken } from "@/lib/auth/secret-token";
import { rotateSecret } from "@/lib/setup/rotate-secret";

import { endSession, forgetSessions } from "@/lib/auth/end-session";
import { findSessionUser } from "./find-session-user";
import { IDLE_SECONDS, SESSION_SECONDS } from "@/lib/auth/session-lifetime";
import { makePerson, makeSession } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const START = new Date("2026-01-01T00:00:00Z");
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);

describe("a session", () => {
  it("ends when its account is disabled", async () => {
    const { id } = await makePerson(db);
    const { goesOn } = await makeSession(db, id);
    expect(await goesOn()).toBe(true);
    await db.owner`update users set disabled_at = now() where id = ${id}`;
    expect(await goesOn()).toBe(false);
  });

  it("that was signed out is over for every copy of its cookie, and no other session is", async () => {
    const { id } = await makePerson(db);
    const [here, elsewhere] = [await makeSession(db, id), await makeSession(db, id)];
    await endSession({ sql: db.app, now: () => new Date() }, here.token.sid, "signed out");
    expect([await here.goesOn(), await elsewhere.goesOn()]).toEqual([false, true]);
  });

  it("ends seven days after it began, however much it was used", async () => {
    const { id } = await makePerson(db);
    const { goesOn } = await makeSession(db, id, 0, START);
    for (let at = 0; at < SESSION_SECONDS; at += IDLE_SECONDS / 3) expect(await goesOn(after(at))).toBe(true);
    expect(await goesOn(after(SESSION_SECONDS - 1))).toBe(true);
    expect(await goesOn(after(SESSION_SECONDS))).toBe(false);
  });

  it("ends three days after its last request", async () => {
    const { id } = await makePerson(db);
    const { goesOn } = await makeSession(db, id, 0, START);
    expect(await goesOn(after(IDLE_SECONDS - 1))).toBe(true);
    expect(await goesOn(after(2 * IDLE_SECONDS - 2))).toBe(true);
    const left = await makeSession(db, id, 0, START);
    expect(await left.goesOn(after(IDLE_SECONDS + 1))).toBe(false);
  });

  it("is nobody else's: neither of another account nor by another name", async () => {
    const [one, two] = [await makePerson(db), await makePerson(db)];
    const { token } = await makeSession(db, one.id);
    const find = (changed: object) =>
      findSessionUser({ sql: db.app, now: () => new Date() }, { ...token, ...changed });
    expect(await find({})).toMatchObject({ id: one.id });
    for (const changed of [{ uid: two.id }, { sid: "x" }, { epoch: 1 }])
      expect(await find(changed)).toBeNull();
  });

  it("is stored by the hash of its name, and deleted when it has ended by itself", async () => {
    const { id } = await makePerson(db);
    const { token } = await makeSession(db, id, 0, START);
    const rows = () =>
      db.owner<{ hash: Buffer }[]>`select token_hash as hash from user_sessions where user_id = ${id}`;
    expect((await rows()).map(({ hash }) => Buffer.from(hash))).toEqual([hashToken(token.sid)]);
    await forgetSessions(db.worker, after(SESSION_SECONDS + 1));
    expect(await rows()).toEqual([]);
  });

  it("ends, like all others, when the secret is rotated", async () => {
    const { id } = await makePerson(db);
    await db.owner`insert into instance (session_secret) values ('old') on conflict do nothing`;
    const { goesOn } = await makeSession(db, id);
    const secret = async () =>
      (await db.app<{ s: Buffer }[]>`select session_secret() as s`)[0]?.s.toString("hex");
    const before = await secret();
    expect(await rotateSecret(db.owner)).toBeGreaterThan(0);
    expect(await goesOn()).toBe(false);
    expect(await secret()).not.toBe(before);
  });
});
