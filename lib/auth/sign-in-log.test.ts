import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Via } from "@/lib/context";
import { changePassword } from "@/lib/users/change-password";
import { renameUser } from "@/lib/users/rename-user";
import { makePerson } from "@/lib/users/testing";

import { endSession } from "./end-session";
import { hashPassword } from "./password";
import { signIn } from "./sign-in";
import { signInWithOidc } from "./sign-in-oidc";
import { startSession } from "./start-session";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const PASSWORD = "a right password";
const via: Via = {
  surface: "page",
  route: "/api/auth/callback/credentials",
  address: "192.0.2.7",
  reason: null,
};
const deps = () => ({ sql: db.app, now: () => new Date(), via });

/** Somebody who belongs to two projects, and what their logs say. */
async function member() {
  const projects = [await makeProject(db.owner), await makeProject(db.owner)];
  const person = await makePerson(db, { passwordHash: await hashPassword(PASSWORD) });
  for (const { id } of projects)
    await db.owner`insert into memberships (project_id, user_id, role) values (${id}, ${person.id}, 'engineer')`;
  const rows = () =>
    db.owner`
      select kind, action, target, actor_kind as by, actor_id as who, address, detail from audit_log
      where project_id = any(${`{${projects.map(({ id }) => id).join(",")}}`}::int[]) order by audit_log.id`;
  return { person, rows };
}

it("a session that begins and ends stands in the log of each project of the account", async () => {
  const { person, rows } = await member();
  const token = await startSession(deps(), person.id, "password");
  await endSession(deps(), token, "signed out");
  await endSession(deps(), token, "signed out");
  const row = { kind: "sign_in", target: person.email, by: "user", who: person.id, address: "192.0.2.7" };
  const began = { ...row, action: "session.began", detail: { by: "password" } };
  const ended = { ...row, action: "session.ended", detail: { why: "signed out" } };
  expect(await rows()).toEqual([began, began, ended, ended]);
});

it("a refused sign-in stands there with why, and says nobody but the account", async () => {
  const { person, rows } = await member();
  const refused = (email: string, password: string) =>
    signIn(deps(), { email, password, address: `192.0.2.${person.id % 250}` });
  await refused(person.email, "a wrong password");
  await db.owner`update users set disabled_at = now() where id = ${person.id}`;
  await refused(person.email, PASSWORD);
  const row = {
    kind: "sign_in",
    action: "sign_in.refused",
    target: person.email,
    by: "system",
    who: null,
    address: "192.0.2.7",
  };
  const [wrong, disabled] = ["password", "disabled"].map((why) => ({
    ...row,
    detail: { by: "password", why },
  }));
  expect(await rows()).toEqual([wrong, wrong, disabled, disabled]);
});

it("of an address that nobody has a row of no project is kept, without the address", async () => {
  const [before] = await db.owner`select coalesce(max(id), 0)::text as id from audit_log`;
  await signIn(deps(), { email: "my secret password", password: "x", address: "192.0.2.8" });
  const rows = await db.owner`
    select project_id, action, target, detail from audit_log where id > ${String(before?.["id"])}`;
  expect(rows).toEqual([
    { project_id: 0, action: "sign_in.refused", target: null, detail: { by: "password", why: "no account" } },
  ]);
});

it("tries that have to wait are not written down: nobody fills the log by trying", async () => {
  const { person, rows } = await member();
  for (let i = 0; i < 9; i++)
    await signIn(deps(), { email: person.email, password: "wrong", address: "198.51.100.7" });
  // Five are free.
  expect((await rows()).length).toBe(2 * 5);
});

it("a refusal of single sign-on stands there, of a verified address alone", async () => {
  const { person, rows } = await member();
  const profile = { issuer: "https://id.example", subject: "s", email: person.email, name: "" };
  await expect(signInWithOidc(deps(), { ...profile, emailVerified: false }, null)).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await rows()).toEqual([]);
  await db.owner`update users set disabled_at = now() where id = ${person.id}`;
  await expect(signInWithOidc(deps(), { ...profile, emailVerified: true }, null)).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await rows()).toMatchObject([
    { action: "sign_in.refused", target: person.email, detail: { by: "oidc", why: "disabled" } },
    { action: "sign_in.refused" },
  ]);
});

it("what somebody changes of their own account stands there, and never a password", async () => {
  const { person, rows } = await member();
  const own = { ...deps(), userId: person.id };
  await renameUser(own, { name: "Ada" });
  await expect(changePassword(own, { current: "a guess", next: "another password" })).rejects.toMatchObject({
    code: "bad_request",
  });
  await changePassword(own, { current: PASSWORD, next: "another password" });
  const actions = (await rows()).map(({ action }) => action as string);
  expect(actions).toEqual([
    ...["account.renamed", "account.renamed"],
    ...["account.password_refused", "account.password_refused"],
    ...["account.password_changed", "account.password_changed"],
  ]);
  expect(JSON.stringify(await rows())).not.toMatch(/a guess|another password|scrypt/);
});
