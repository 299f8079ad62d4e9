import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { auditOf, makeMember, makePerson } from "@/lib/users/testing";

import { acceptAsUser, acceptWithNewAccount } from "./accept-invitation";
import { inviteMember } from "./invite-member";
import { listInvitations } from "./list-invitations";
import { listMembers } from "./list-members";
import { openInvitation } from "./open-invitation";
import { revokeInvitation } from "./revoke-invitation";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const now = () => new Date();
const account = { name: "Grace", password: "a long enough password" };

async function invited(email: string, role: "engineer" | "admin" = "engineer") {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "admin");
  const { token, expiresAt } = await inviteMember(ctx, { email, role });
  return { project, ctx, token, expiresAt, deps: { sql: db.app, now } };
}

describe("an invitation", () => {
  it("makes an account with the invited role, once", async () => {
    const { project, ctx, token, deps } = await invited("grace@example.com");
    expect(await openInvitation(db.app, token)).toMatchObject({
      email: "grace@example.com",
      hasAccount: false,
    });
    const { slug } = await acceptWithNewAccount(deps, token, account);
    expect(slug).toBe(project.slug);
    expect(await listMembers(ctx)).toContainEqual(
      expect.objectContaining({ email: "grace@example.com", name: "Grace", role: "engineer" }),
    );
    expect(await openInvitation(db.app, token)).toBeNull();
    await expect(acceptWithNewAccount(deps, token, account)).rejects.toMatchObject({ code: "not_found" });
    expect(await auditOf(db, project)).toEqual([
      "member.invited grace@example.com",
      "invitation.accepted grace@example.com",
    ]);
  });

  it("is accepted once when its link is opened twice at the same moment", async () => {
    const { project, token, deps } = await invited("twice@example.com");
    const person = await makePerson(db, { email: "twice@example.com" });
    const outcomes = await Promise.allSettled([
      acceptAsUser(deps, token, person),
      acceptAsUser(deps, token, person),
    ]);
    expect(outcomes.filter((o) => o.status === "fulfilled")).toHaveLength(1);
    expect(
      (await auditOf(db, project)).filter((line) => line.startsWith("invitation.accepted")),
    ).toHaveLength(1);
  });

  it("of an existing account cannot be taken over by choosing a new password", async () => {
    const { token, deps, ctx } = await invited("taken@example.com");
    const person = await makePerson(db, { email: "taken@example.com" });
    await expect(acceptWithNewAccount(deps, token, account)).rejects.toMatchObject({ code: "conflict" });
    // Refused as a whole: the link still works for the person themselves.
    await acceptAsUser(deps, token, person);
    expect((await listMembers(ctx)).some((m) => m.userId === person.id)).toBe(true);
  });

  it("opens nothing for somebody with another address", async () => {
    const { token, deps, ctx } = await invited("meant@example.com", "admin");
    const other = await makePerson(db);
    await expect(acceptAsUser(deps, token, other)).rejects.toMatchObject({ code: "forbidden" });
    expect(await listMembers(ctx)).toHaveLength(1);
  });

  it("is worth nothing after seven days", async () => {
    const { token, expiresAt, project, deps } = await invited("late@example.com");
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(6.99 * 86_400_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(7.01 * 86_400_000);
    await db.owner`update invitations set expires_at = now() - interval '1 second' where project_id = ${project.id}`;
    expect(await openInvitation(db.app, token)).toBeNull();
    await expect(acceptWithNewAccount(deps, token, account)).rejects.toMatchObject({ code: "not_found" });
  });

  it("is worth nothing once withdrawn, and cannot be withdrawn from another project", async () => {
    const { token, ctx, project } = await invited("withdrawn@example.com");
    const [open] = await listInvitations(ctx);
    const stranger = await makeMember(db, await makeProject(db.owner), "admin");
    const input = { invitationId: open?.id ?? 0 };
    await expect(revokeInvitation(stranger.ctx, input)).rejects.toMatchObject({ code: "not_found" });
    expect(await openInvitation(db.app, token)).not.toBeNull();
    await revokeInvitation(ctx, input);
    expect(await openInvitation(db.app, token)).toBeNull();
    expect(await listInvitations(ctx)).toEqual([]);
    expect(await auditOf(db, project)).toContain("invitation.revoked withdrawn@example.com");
  });

  it("replaces an earlier one of the same address, whatever its capitals", async () => {
    const { token, ctx } = await invited("again@example.com");
    const second = await inviteMember(ctx, { email: "Again@Example.com", role: "manager" });
    expect(await openInvitation(db.app, token)).toBeNull();
    expect(await openInvitation(db.app, second.token)).toMatchObject({ role: "manager" });
    expect(await listInvitations(ctx)).toHaveLength(1);
  });

  it("is refused for a member and for what is no address, naming the field", async () => {
    const project = await makeProject(db.owner);
    const { ctx, person } = await makeMember(db, project, "admin");
    await expect(inviteMember(ctx, { email: person.email, role: "engineer" })).rejects.toMatchObject({
      code: "conflict",
      details: [{ path: "email" }],
    });
    await expect(inviteMember(ctx, { email: "nobody", role: "engineer" })).rejects.toMatchObject({
      code: "bad_request",
      details: [{ path: "email" }],
    });
  });

  it("is kept as a hash alone, and its secret stands in no audit row", async () => {
    const { token, project } = await invited("secret@example.com");
    const rows = await db.owner`
      select row_to_json(i)::text as row from invitations i where project_id = ${project.id}
      union all select row_to_json(a)::text from audit_log a where project_id = ${project.id}`;
    expect(rows.length).toBe(2);
    expect(rows.map((r) => String(r.row)).join()).not.toContain(token);
  });
});
