import { randomBytes } from "node:crypto";

import type { TestDatabase, TestProject } from "@/db/testing";
import type { Role } from "@/lib/context";
import type { Context } from "@/lib/context";

import { findSessionUser, type SessionToken } from "./find-session-user";
import { startSession } from "@/lib/auth/start-session";

export interface TestPerson {
  id: number;
  email: string;
  name: string;
}

/** An account of its own for one test. */
export async function makePerson(
  db: TestDatabase,
  wanted: { email?: string; passwordHash?: string | null } = {},
): Promise<TestPerson> {
  const email = wanted.email ?? `${randomBytes(6).toString("hex")}@example.com`;
  const [person] = await db.owner<TestPerson[]>`
    insert into users (email, name, password_hash) values (${email}, 'Somebody', ${wanted.passwordHash ?? null})
    returning id, email, name`;
  if (!person) throw new Error("the account was not made");
  return person;
}

/** A session of this person as the store has it, begun now or at `startedAt`. */
export async function makeSession(
  db: TestDatabase,
  userId: number,
  epoch = 0,
  startedAt = new Date(),
): Promise<{ token: SessionToken; goesOn: (at?: Date) => Promise<boolean> }> {
  const sid = await startSession({ sql: db.app, now: () => startedAt }, userId, "password");
  const token = { uid: userId, epoch, sid };
  const goesOn = async (at = new Date()) =>
    (await findSessionUser({ sql: db.app, now: () => at }, token)) !== null;
  return { token, goesOn };
}

/** A member of the project and what they may ask with. */
export async function makeMember(
  db: TestDatabase,
  project: TestProject,
  role: Role,
): Promise<{ person: TestPerson; ctx: Context }> {
  const person = await makePerson(db);
  await db.owner`insert into memberships (project_id, user_id, role) values (${project.id}, ${person.id}, ${role})`;
  const actor = { kind: "user", id: person.id, name: person.name, role } as const;
  return { person, ctx: { sql: db.app, project, actor, now: () => new Date() } };
}

/** What was changed in the project, as its audit log says it: oldest first, as "action target". */
export async function auditOf(db: TestDatabase, project: { id: number }): Promise<string[]> {
  const rows = await db.owner<{ line: string }[]>`
    select concat_ws(' ', action, target) as line from audit_log where project_id = ${project.id} and kind not in ('read', 'sign_in') order by id`;
  return rows.map((row) => row.line);
}
