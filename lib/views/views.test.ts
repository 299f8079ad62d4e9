import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { auditOf, makeMember } from "@/lib/users/testing";

import { changeView } from "./change-view";
import { defaultOf, listViews } from "./list-views";
import { saveView } from "./save-view";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function scene() {
  const project = await makeProject(db.owner);
  const [ann, bob, max] = [
    await makeMember(db, project, "engineer"),
    await makeMember(db, project, "engineer"),
    await makeMember(db, project, "manager"),
  ];
  return { project, ann: ann.ctx, bob: bob.ctx, max: max.ctx };
}

it("are of one person or of the project, each name once", async () => {
  const { project, ann, bob, max } = await scene();
  await saveView(ann, {
    name: " Slow ones ",
    query: "?min_duration_ms=5000&view=3&live=true&cols=time,name",
  });
  await saveView(ann, { name: "Failures", query: "status=error", shared: true });
  await saveView(bob, { name: "slow ones", query: "" });
  expect(await listViews(ann)).toMatchObject([
    { name: "Failures", query: "status=error", shared: true },
    { name: "Slow ones", query: "min_duration_ms=5000&cols=time%2Cname", shared: false },
  ]);
  expect((await listViews(bob)).map(({ name }) => name)).toEqual(["Failures", "slow ones"]);
  expect((await listViews(max)).map(({ name }) => name)).toEqual(["Failures"]);
  await expect(saveView(ann, { name: "SLOW ONES", query: "" })).rejects.toMatchObject({
    code: "conflict",
    details: [{ path: "name" }],
  });
  await expect(saveView(max, { name: "x", query: "", shared: true })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await auditOf(db, project)).toEqual(["view.saved Failures"]);
});

it("are renamed, given another list and deleted by whose they are", async () => {
  const { project, ann, bob, max } = await scene();
  const own = await saveView(ann, { name: "own", query: "" });
  const shared = await saveView(ann, { name: "shared", query: "", shared: true });
  for (const change of ["delete", "query"] as const) {
    await expect(changeView(bob, { ...own, change, query: "" })).rejects.toMatchObject({ code: "not_found" });
    await expect(changeView(max, { ...shared, change, query: "" })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
  await saveView(ann, { name: "other", query: "" });
  await expect(changeView(ann, { ...own, change: "rename", name: "Other" })).rejects.toMatchObject({
    code: "conflict",
  });
  await changeView(ann, { ...own, change: "rename", name: "mine" });
  await changeView(bob, { ...shared, change: "query", query: "?status=ok" });
  expect(await listViews(ann)).toMatchObject([
    { name: "shared", query: "status=ok" },
    { name: "mine" },
    { name: "other" },
  ]);
  await changeView(bob, { ...shared, change: "delete" });
  await changeView(ann, { ...own, change: "delete" });
  expect((await listViews(ann)).map(({ name }) => name)).toEqual(["other"]);
  expect(await auditOf(db, project)).toEqual([
    "view.saved shared",
    "view.changed shared",
    "view.deleted shared",
  ]);
});

it("one is shown first: of a person, else of the project", async () => {
  const { ann, bob, max } = await scene();
  const shared = await saveView(ann, { name: "shared", query: "", shared: true });
  const own = await saveView(ann, { name: "own", query: "" });
  const shownTo = async (ctx: typeof ann) => defaultOf(await listViews(ctx))?.name ?? null;
  const choose = (ctx: typeof ann, id: number, of: "me" | "project", on = true) =>
    changeView(ctx, { id, change: "default", of, on });
  expect(await shownTo(ann)).toBeNull();
  await expect(choose(ann, own.id, "project")).rejects.toMatchObject({ code: "bad_request" });
  await expect(choose(max, shared.id, "project")).rejects.toMatchObject({ code: "forbidden" });
  await choose(ann, shared.id, "project");
  await choose(ann, own.id, "me");
  expect([await shownTo(ann), await shownTo(bob), await shownTo(max)]).toEqual(["own", "shared", "shared"]);
  await choose(max, shared.id, "me");
  await choose(ann, shared.id, "project", false);
  expect([await shownTo(bob), await shownTo(max)]).toEqual([null, "shared"]);
  await changeView(ann, { ...own, change: "delete" });
  expect(await shownTo(ann)).toBeNull();
});
