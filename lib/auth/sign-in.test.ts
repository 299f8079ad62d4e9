import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, type TestDatabase } from "@/db/testing";
import { cpuClock } from "@/lib/time/cpu-clock.testing";
import { makePerson } from "@/lib/users/testing";

import { hashPassword } from "./password";
import { signIn } from "./sign-in";
import { signInWithOidc } from "./sign-in-oidc";
import { forgiveTry, reserveTry } from "./throttle";

let db: TestDatabase;
let hash: string;
const PASSWORD = "correct horse battery";
beforeAll(async () => {
  db = await createTestDatabase();
  hash = await hashPassword(PASSWORD);
});
afterAll(() => db.close());

const someAddress = () => `192.0.2.${Math.floor(Math.random() * 256)}-${randomBytes(4).toString("hex")}`;
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const account = () => `${randomBytes(6).toString("hex")}@example.com`;

describe("sign-in by password", () => {
  const trying = (email: string, password: string, address = someAddress()) =>
    signIn({ sql: db.app, now: () => new Date() }, { email, password, address });

  it("lets in with the right password, whatever the capitals of the address", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const answer = await trying(` ${person.email.toUpperCase()}`, PASSWORD);
    expect(answer).toEqual({
      kind: "signed_in",
      user: { id: person.id, email: person.email, name: "Somebody", sessionEpoch: 0 },
    });
  });

  it("answers alike for a wrong password, an unknown account, one without password and a disabled one", async () => {
    const [right, bare, disabled] = [
      await makePerson(db, { passwordHash: hash }),
      await makePerson(db),
      await makePerson(db, { passwordHash: hash }),
    ];
    await db.owner`update users set disabled_at = now() where id = ${disabled.id}`;
    const answers = await Promise.all([
      trying(right.email, "wrong"),
      trying(account(), PASSWORD),
      trying(bare.email, PASSWORD),
      trying(disabled.email, PASSWORD),
    ]);
    expect(new Set(answers.map((a) => JSON.stringify(a)))).toEqual(new Set(['{"kind":"refused"}']));
  });

  it("takes as long for an unknown account as for a wrong password", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const timed = async (email: string) => {
      const spentMs = cpuClock();
      await trying(email, "wrong");
      return spentMs();
    };
    await timed(account());
    const [known, unknown] = [await timed(person.email), await timed(account())];
    // Without the decoy the second takes a few milliseconds, the hash some hundred.
    expect(unknown).toBeGreaterThan(known / 4);
  });

  it("locks after five wrong tries, also for the right password, and for accounts that do not exist", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    for (const email of [person.email, account()]) {
      const answers = [];
      for (let i = 0; i < 5; i += 1) answers.push((await trying(email, "wrong")).kind);
      expect(answers).toEqual(["refused", "refused", "refused", "refused", "refused"]);
      const locked = await trying(email, PASSWORD);
      expect(locked).toMatchObject({ kind: "locked" });
      expect(locked.kind === "locked" && locked.retryAfterSeconds).toBeGreaterThan(20);
    }
  });

  it("keeps neither address nor account in the table of failures", async () => {
    const [email, address] = [account(), someAddress()];
    await trying(email, "wrong", address);
    const rows = await db.owner<{ key: string }[]>`select key from sign_in_failures`;
    expect(rows.some((row) => row.key.includes(email) || row.key.includes(address))).toBe(false);
  });
});

describe("the count of tries", () => {
  const reserve = (who: string, second: number) => reserveTry(db.app, "account", who, at(second));

  it("gives five answers to a hundred tries at the same moment", async () => {
    const who = account();
    const waits = await Promise.all(Array.from({ length: 100 }, () => reserve(who, 0)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  });

  it("locks for 30 seconds, then twice as long with each further try, up to 15 minutes", async () => {
    const who = account();
    let second = 0;
    for (let i = 0; i < 5; i += 1) await reserve(who, second);
    const locks = [];
    for (let i = 0; i < 8; i += 1) {
      const wait = await reserve(who, second);
      locks.push(wait);
      second += wait;
      expect(await reserve(who, second)).toBe(0);
    }
    expect(locks).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it("a try while locked does not make the lock longer", async () => {
    const who = account();
    for (let i = 0; i < 5; i += 1) await reserve(who, 0);
    expect(await reserve(who, 10)).toBe(20);
    expect(await reserve(who, 20)).toBe(10);
    expect(await reserve(who, 30)).toBe(0);
  });

  it("starts anew a day after the last try, and after a success", async () => {
    const who = account();
    for (let i = 0; i < 4; i += 1) await reserve(who, 0);
    for (let i = 0; i < 4; i += 1) expect(await reserve(who, 86_401)).toBe(0);
    await forgiveTry(db.app, who, someAddress());
    for (let i = 0; i < 5; i += 1) expect(await reserve(who, 86_402)).toBe(0);
    expect(await reserve(who, 86_402)).toBe(30);
  });

  it("of an address goes on counting when somebody signs in from it with an account of their own", async () => {
    const address = someAddress();
    const reserveAddress = () => reserveTry(db.app, "address", address, at(0));
    for (let i = 0; i < 24; i += 1) await reserveAddress();
    await reserveAddress();
    await forgiveTry(db.app, account(), address);
    expect(await reserveAddress()).toBe(0);
    expect(await reserveAddress()).toBe(30);
  });
});

describe("sign-in by the identity provider", () => {
  const profile = (email: string, subject: string = randomBytes(6).toString("hex")) => ({
    issuer: "https://id.example.com",
    subject,
    email,
    emailVerified: true,
    name: "Grace",
  });

  it("makes an account without projects, and finds it again by its subject after a change of address", async () => {
    const first = profile(account());
    const made = await signInWithOidc(db.app, first);
    const moved = await signInWithOidc(db.app, { ...first, email: account(), emailVerified: false });
    expect(moved.id).toBe(made.id);
    expect(await db.owner`select 1 from memberships where user_id = ${made.id}`).toHaveLength(0);
  });

  it("links to an existing account by verified address only", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const claimed = profile(person.email);
    await expect(signInWithOidc(db.app, { ...claimed, emailVerified: false })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await signInWithOidc(db.app, claimed)).id).toBe(person.id);
    // A second subject with the same address is somebody else.
    await expect(signInWithOidc(db.app, profile(person.email))).rejects.toMatchObject({ code: "forbidden" });
  });

  it("refuses a disabled account", async () => {
    const first = profile(account());
    const { id } = await signInWithOidc(db.app, first);
    await db.owner`update users set disabled_at = now() where id = ${id}`;
    await expect(signInWithOidc(db.app, first)).rejects.toMatchObject({ code: "forbidden" });
  });
});
