import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { cpuClock } from "@/lib/time/cpu-clock.testing";
import { makeMember, makePerson, makeSession } from "@/lib/users/testing";

import { hashPassword } from "./password";
import { signIn } from "./sign-in";
import { signInWithOidc } from "./sign-in-oidc";
import { sourceOf } from "./source-of";
import { forgetTries, forgiveTry, isKnown, makeKnown, reserveTry, returnTry } from "./throttle";

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

  const wrongly = async (times: number, email: string, address?: string) => {
    const answers = [];
    for (let i = 0; i < times; i += 1) answers.push((await trying(email, "wrong", address)).kind);
    return answers;
  };

  it("slows down one place after five wrong tries, also for the right password, and for accounts that do not exist", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    for (const email of [person.email, account()]) {
      const address = someAddress();
      expect(await wrongly(5, email, address)).toEqual(Array.from({ length: 5 }, () => "refused"));
      const locked = await trying(email, PASSWORD, address);
      expect(locked).toMatchObject({ kind: "locked" });
      expect(locked.kind === "locked" && locked.retryAfterSeconds).toBeGreaterThan(2);
    }
  });

  it("is not held up by a stranger elsewhere, however often they try", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const stranger = someAddress();
    await wrongly(8, person.email, stranger);
    expect(await trying(person.email, PASSWORD)).toMatchObject({ kind: "signed_in" });
    expect(await trying(person.email, "wrong", stranger)).toMatchObject({ kind: "locked" });
  });

  it("is not held up in a place that is known by what others try from there at other accounts", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const office = someAddress();
    expect(await trying(person.email, PASSWORD, office)).toMatchObject({ kind: "signed_in" });
    for (let i = 0; i < 26; i += 1) await reserveTry(db.app, "source", office, new Date());
    expect(await trying(account(), PASSWORD, office)).toMatchObject({ kind: "locked" });
    expect(await trying(person.email, PASSWORD, office)).toMatchObject({ kind: "signed_in" });
  });

  it("in a place that is known gives no tries back that it never took", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const place = someAddress();
    await trying(person.email, PASSWORD, place);
    for (let i = 0; i < 24; i += 1) await reserveTry(db.app, "source", place, new Date());
    for (let i = 0; i < 3; i += 1) await trying(person.email, PASSWORD, place);
    await reserveTry(db.app, "source", place, new Date());
    expect(await trying(account(), PASSWORD, place)).toMatchObject({ kind: "locked" });
  });

  it("from anywhere else waits a moment while thousands of places guess at the account", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const home = someAddress();
    await trying(person.email, PASSWORD, home);
    for (let i = 0; i < 120; i += 1) await reserveTry(db.app, "account", person.email, at(i * 3));
    expect(await reserveTry(db.app, "account", person.email, at(119 * 3))).toBeLessThanOrEqual(2);
    expect(await trying(person.email, PASSWORD, home)).toMatchObject({ kind: "signed_in" });
  });

  it("keeps neither address nor account in the table of failures", async () => {
    const [email, address] = [account(), someAddress()];
    await trying(email, "wrong", address);
    const rows = await db.owner<{ key: string }[]>`select key from sign_in_failures`;
    expect(rows.some((row) => row.key.includes(email) || row.key.includes(address))).toBe(false);
  });
});

describe("the count of tries", () => {
  const reserve = (who: string, second: number) =>
    reserveTry(db.app, "account and source", [who, "192.0.2.1"], at(second));

  it("gives five answers to a hundred tries at the same moment", async () => {
    const who = account();
    const waits = await Promise.all(Array.from({ length: 100 }, () => reserve(who, 0)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  });

  it("waits for 5 seconds, then twice as long with each further try, a minute at most", async () => {
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
    expect(locks).toEqual([5, 10, 20, 40, 60, 60, 60, 60]);
  });

  it("a try while locked does not make the lock longer", async () => {
    const who = account();
    for (let i = 0; i < 5; i += 1) await reserve(who, 0);
    expect(await reserve(who, 1)).toBe(4);
    expect(await reserve(who, 3)).toBe(2);
    expect(await reserve(who, 5)).toBe(0);
  });

  it("starts anew a day after the last try, and after a success", async () => {
    const who = account();
    for (let i = 0; i < 4; i += 1) await reserve(who, 0);
    for (let i = 0; i < 4; i += 1) expect(await reserve(who, 86_401)).toBe(0);
    await forgiveTry(db.app, "account and source", [who, "192.0.2.1"]);
    for (let i = 0; i < 5; i += 1) expect(await reserve(who, 86_402)).toBe(0);
    expect(await reserve(who, 86_402)).toBe(5);
  });

  it("of a place goes on when somebody signs in from it with an account of their own", async () => {
    const source = someAddress();
    const reserveSource = () => reserveTry(db.app, "source", source, at(0));
    for (let i = 0; i < 24; i += 1) await reserveSource();
    await reserveSource();
    await returnTry(db.app, "source", source);
    expect(await reserveSource()).toBe(0);
    expect(await reserveSource()).toBe(5);
  });

  it("is one for all addresses of an IPv6 network, and for both spellings of IPv4", () => {
    expect(sourceOf("2001:db8:1:2:aaaa::1")).toBe(sourceOf("2001:db8:1:2:bbbb:cccc:0:9"));
    expect(sourceOf("2001:db8:1:3::1")).not.toBe(sourceOf("2001:db8:1:2::1"));
    expect(sourceOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
  });

  it("is deleted when it counts no more; known places stay for a season", async () => {
    const [who, place] = [account(), someAddress()];
    await reserveTry(db.app, "account", who, at(0));
    await makeKnown(db.app, who, place, at(0));
    const rows = async () =>
      (await db.owner`select from sign_in_failures where updated_at = ${at(0)}`).length;
    const before = await rows();
    await forgetTries(db.worker, at(0));
    expect(await rows()).toBe(before);
    await forgetTries(db.worker, at(86_401));
    expect(await isKnown(db.app, who, place, at(86_401))).toBe(true);
    await forgetTries(db.worker, at(91 * 86_400));
    expect(await rows()).toBe(0);
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

  const enter = (claimed: ReturnType<typeof profile>, signedInAs: number | null = null) =>
    signInWithOidc({ sql: db.app, now: () => new Date() }, claimed, signedInAs);

  it("makes an account without projects, and finds it again by its subject after a change of address", async () => {
    const first = profile(account());
    const made = await enter(first);
    const moved = await enter({ ...first, email: account(), emailVerified: false });
    expect(moved.id).toBe(made.id);
    expect(await db.owner`select 1 from memberships where user_id = ${made.id}`).toHaveLength(0);
  });

  it("links to an existing account by verified address only", async () => {
    const person = await makePerson(db, { passwordHash: hash });
    const claimed = profile(person.email);
    await expect(enter({ ...claimed, emailVerified: false })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await enter(claimed)).id).toBe(person.id);
    // A second subject with the same address is somebody else.
    await expect(enter(profile(person.email))).rejects.toMatchObject({ code: "forbidden" });
  });

  it("refuses a disabled account", async () => {
    const first = profile(account());
    const { id } = await enter(first);
    await db.owner`update users set disabled_at = now() where id = ${id}`;
    await expect(enter(first)).rejects.toMatchObject({ code: "forbidden" });
  });

  describe("to an account that was made with a password", () => {
    const invited = async () => {
      const project = await makeProject(db.owner);
      const { person } = await makeMember(db, project, "engineer");
      await db.owner`update users set password_hash = ${hash} where id = ${person.id}`;
      return { project, person, session: await makeSession(db, person.id) };
    };
    const trying = (email: string) =>
      signIn({ sql: db.app, now: () => new Date() }, { email, password: PASSWORD, address: someAddress() });
    const told = async (project: { id: number }) =>
      db.owner`select action, target, detail from audit_log where project_id = ${project.id} and kind = 'change'`;

    it("takes it over: the password and the sessions of whoever made it are gone, and the audit log says so", async () => {
      const { project, person, session } = await invited();
      const other = await makeProject(db.owner);
      await db.owner`insert into memberships (project_id, user_id, role) values (${other.id}, ${person.id}, 'admin')`;
      const entered = await enter(profile(person.email));
      expect(entered.id).toBe(person.id);
      expect(await session.goesOn()).toBe(false);
      expect(await trying(person.email)).toEqual({ kind: "refused" });
      expect(await (await makeSession(db, person.id, entered.sessionEpoch)).goesOn()).toBe(true);
      for (const where of [project, other])
        expect(await told(where)).toEqual([
          {
            action: "account.linked",
            target: person.email,
            detail: { password: "removed", sessions: "ended" },
          },
        ]);
    });

    it("keeps both for somebody who is signed in to it here", async () => {
      const { project, person, session } = await invited();
      expect((await enter(profile(person.email), person.id)).id).toBe(person.id);
      expect(await session.goesOn()).toBe(true);
      expect(await trying(person.email)).toMatchObject({ kind: "signed_in" });
      expect(await told(project)).toMatchObject([{ detail: { password: "kept", sessions: "kept" } }]);
    });

    it("is not fooled by somebody who is signed in to another account", async () => {
      const { person, session } = await invited();
      await enter(profile(person.email), (await makePerson(db)).id);
      expect([await session.goesOn(), (await trying(person.email)).kind]).toEqual([false, "refused"]);
    });

    it("changes nothing the second time, nor for a disabled account", async () => {
      const { project, person } = await invited();
      const claimed = profile(person.email);
      const { sessionEpoch } = await enter(claimed);
      expect((await enter(claimed)).sessionEpoch).toBe(sessionEpoch);
      expect(await told(project)).toHaveLength(1);
      const disabled = await invited();
      await db.owner`update users set disabled_at = now() where id = ${disabled.person.id}`;
      await expect(enter(profile(disabled.person.email))).rejects.toMatchObject({ code: "forbidden" });
      await db.owner`update users set disabled_at = null where id = ${disabled.person.id}`;
      expect(await disabled.session.goesOn()).toBe(true);
    });
  });
});
