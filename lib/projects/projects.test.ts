import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { auditOf, makeMember, makePerson } from "@/lib/users/testing";

import { createProject } from "./create-project";
import { listProjects } from "./list-projects";
import { slugOf } from "./slug-of";
import { updateProject } from "./update-project";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const deps = (user: { id: number; name: string }) => ({
  sql: db.app,
  user,
  now: () => new Date(),
  retentionDays: 90,
});

describe("projects of a person", () => {
  it("are those they are a member of, with their role in each", async () => {
    const [one, two] = [await makeProject(db.owner), await makeProject(db.owner)];
    const { person } = await makeMember(db, one, "manager");
    await makeMember(db, two, "admin");
    expect(await listProjects({ sql: db.app, userId: person.id })).toMatchObject([
      { slug: one.slug, role: "manager" },
    ]);
  });

  it("are none for somebody new", async () => {
    const { id } = await makePerson(db);
    expect(await listProjects({ sql: db.app, userId: id })).toEqual([]);
  });
});

describe("making a project", () => {
  it("makes its maker the admin and keeps the instance's retention", async () => {
    const { person } = await makeMember(db, await makeProject(db.owner), "admin");
    const { slug } = await createProject(deps(person), { name: "Made here", slug: "made-here" });
    const mine = await listProjects({ sql: db.app, userId: person.id });
    const made = mine.find((project) => project.slug === slug);
    expect(made).toMatchObject({ name: "Made here", role: "admin", retentionDays: 90 });
    expect(await auditOf(db, { id: made?.id ?? 0 })).toEqual(["project.created made-here"]);
  });

  it("is for admins of some project", async () => {
    const { person } = await makeMember(db, await makeProject(db.owner), "compliance");
    const refused = createProject(deps(person), { name: "No", slug: "not-made" });
    await expect(refused).rejects.toMatchObject({ code: "forbidden" });
    expect(await db.owner`select 1 from projects where slug = 'not-made'`).toHaveLength(0);
  });

  it("refuses an address that is taken, and gives no access to its project", async () => {
    const taken = await makeProject(db.owner);
    const { person } = await makeMember(db, await makeProject(db.owner), "admin");
    const refused = createProject(deps(person), { name: "Same", slug: taken.slug });
    await expect(refused).rejects.toMatchObject({ code: "conflict", details: [{ path: "slug" }] });
    const mine = await listProjects({ sql: db.app, userId: person.id });
    expect(mine.map((project) => project.slug)).not.toContain(taken.slug);
  });
});

describe("changing a project", () => {
  it("is for its admins, and says in the audit log what it was before", async () => {
    const project = await makeProject(db.owner, { retentionDays: 400 });
    const { ctx } = await makeMember(db, project, "admin");
    const input = { name: "New name", retentionDays: 30 };
    const engineer = await makeMember(db, project, "engineer");
    await expect(updateProject(engineer.ctx, input)).rejects.toMatchObject({ code: "forbidden" });
    await updateProject(ctx, input);
    const [row] = await db.owner`select name, retention_days from projects where id = ${project.id}`;
    expect(row).toEqual({ name: "New name", retention_days: 30 });
    const [audit] = await db.owner`select action, detail from audit_log where project_id = ${project.id}`;
    expect(audit).toEqual({
      action: "project.changed",
      detail: { from: { name: project.name, retentionDays: 400 }, to: input },
    });
  });

  it("to what it is writes nothing down", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "admin");
    await updateProject(ctx, { name: project.name, retentionDays: project.retentionDays });
    expect(await auditOf(db, project)).toEqual([]);
  });

  it.each([0, 3661, 1.5])("refuses %d days", async (retentionDays) => {
    const { ctx } = await makeMember(db, await makeProject(db.owner), "admin");
    await expect(updateProject(ctx, { name: "x", retentionDays })).rejects.toMatchObject({
      code: "bad_request",
      details: [{ path: "retentionDays" }],
    });
  });
});

describe("an address made from a name", () => {
  it.each([
    ["Airline support (EU)", "airline-support-eu"],
    ["  Café №1 ", "cafe-no1"],
    ["日本", ""],
  ])("%j becomes %j", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
