import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { auditOf, makeMember, makeSession } from "@/lib/users/testing";

import { changeRole } from "./change-role";
import { listInvitations } from "./list-invitations";
import { listMembers } from "./list-members";
import { inviteMember } from "./invite-member";
import { removeMember } from "./remove-member";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const forbidden = { code: "forbidden" };

describe("members of a project", () => {
  it.each(["engineer", "manager", "compliance"] as const)("are not managed by the role %s", async (role) => {
    const project = await makeProject(db.owner);
    const { ctx, person } = await makeMember(db, project, role);
    await makeMember(db, project, "admin");
    await expect(changeRole(ctx, { userId: person.id, role: "admin" })).rejects.toMatchObject(forbidden);
    await expect(removeMember(ctx, { userId: person.id })).rejects.toMatchObject(forbidden);
    await expect(inviteMember(ctx, { email: "new@example.com", role: "admin" })).rejects.toMatchObject(
      forbidden,
    );
    await expect(listInvitations(ctx)).rejects.toMatchObject(forbidden);
    expect(await auditOf(db, project)).toEqual([]);
  });

  it("are seen by every member, and nobody of another project among them", async () => {
    const [project, other] = [await makeProject(db.owner), await makeProject(db.owner)];
    const { ctx, person } = await makeMember(db, project, "manager");
    const admin = await makeMember(db, project, "admin");
    await makeMember(db, other, "admin");
    const members = await listMembers(ctx);
    expect(members.map((m) => [m.userId, m.role]).toSorted()).toEqual(
      [
        [person.id, "manager"],
        [admin.person.id, "admin"],
      ].toSorted(),
    );
  });

  it("keep a last admin: neither demoted nor removed, not even by themselves", async () => {
    const project = await makeProject(db.owner);
    const { ctx, person } = await makeMember(db, project, "admin");
    await expect(changeRole(ctx, { userId: person.id, role: "engineer" })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(removeMember(ctx, { userId: person.id })).rejects.toMatchObject({ code: "conflict" });
    expect((await listMembers(ctx)).map((m) => m.role)).toEqual(["admin"]);
  });

  it("do not count a disabled admin as one who could manage the project", async () => {
    const project = await makeProject(db.owner);
    const { ctx, person } = await makeMember(db, project, "admin");
    const second = await makeMember(db, project, "admin");
    await db.owner`update users set disabled_at = now() where id = ${second.person.id}`;
    await expect(removeMember(ctx, { userId: person.id })).rejects.toMatchObject({ code: "conflict" });
  });

  it("keep an admin when two admins demote each other at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const project = await makeProject(db.owner);
      const [one, two] = [await makeMember(db, project, "admin"), await makeMember(db, project, "admin")];
      const outcomes = await Promise.allSettled([
        changeRole(one.ctx, { userId: two.person.id, role: "engineer" }),
        changeRole(two.ctx, { userId: one.person.id, role: "engineer" }),
      ]);
      expect(outcomes.filter((o) => o.status === "fulfilled")).toHaveLength(1);
      expect((await listMembers(one.ctx)).filter((m) => m.role === "admin")).toHaveLength(1);
    }
  });

  it("lose their sessions with a new role, and the change is in the audit log with both roles", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "admin");
    const { person } = await makeMember(db, project, "engineer");
    const before = await makeSession(db, person.id);
    expect(await before.goesOn()).toBe(true);
    expect(await changeRole(ctx, { userId: person.id, role: "compliance" })).toBe(1);
    expect(await before.goesOn()).toBe(false);
    expect(await (await makeSession(db, person.id, 1)).goesOn()).toBe(true);
    expect(await auditOf(db, project)).toEqual([`member.role_changed ${person.email}`]);
    const [row] = await db.owner`select detail, actor_id from audit_log where project_id = ${project.id}`;
    expect(row).toMatchObject({ detail: { from: "engineer", to: "compliance" } });
  });

  it("given the role they have keep their sessions, and nothing is written down", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "admin");
    const { person } = await makeMember(db, project, "engineer");
    expect(await changeRole(ctx, { userId: person.id, role: "engineer" })).toBeNull();
    expect(await auditOf(db, project)).toEqual([]);
  });

  it("of another project cannot be changed or removed", async () => {
    const [project, other] = [await makeProject(db.owner), await makeProject(db.owner)];
    const { ctx } = await makeMember(db, project, "admin");
    const stranger = await makeMember(db, other, "engineer");
    await expect(changeRole(ctx, { userId: stranger.person.id, role: "admin" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(removeMember(ctx, { userId: stranger.person.id })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await listMembers(stranger.ctx)).toHaveLength(1);
  });

  it("who are removed are gone, their account stays", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "admin");
    const { person } = await makeMember(db, project, "engineer");
    const session = await makeSession(db, person.id);
    await removeMember(ctx, { userId: person.id });
    expect((await listMembers(ctx)).some((m) => m.userId === person.id)).toBe(false);
    expect(await session.goesOn()).toBe(true);
    expect(await auditOf(db, project)).toEqual([`member.removed ${person.email}`]);
  });
});
