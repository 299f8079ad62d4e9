import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { auditOf, makeMember } from "@/lib/users/testing";

import { connectProvider } from "./connect-provider";
import type { ProviderInput } from "./provider";
import { addProvider, changeProvider, listProviders, removeProvider } from "./providers";
import { Seal } from "./seal";
import { testProvider } from "./test-provider";
import { startModelServer } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`insert into instance (session_secret) values (${Buffer.alloc(32, 7)})`;
});
afterAll(() => db.close());

const KEY = "sk-very-secret-0123456789";
const SECRET = "s".repeat(40);
const SETTINGS = { secret: SECRET, allowPrivate: true };
const INPUT: ProviderInput = {
  kind: "openai",
  name: "Ours",
  baseUrl: "https://models.example.org/v1/",
  apiKey: KEY,
  models: "gpt-4o, gpt-4o-mini\ngpt-4o",
};
const admin = async () => {
  const project = await makeProject(db.owner);
  return { project, ...(await makeMember(db, project, "admin")) };
};
/** All that the audit log says. */
const audited = async ({ id }: { id: number }) =>
  JSON.stringify(await db.owner`select * from audit_log where project_id = ${id}`);

it("a key is sealed at once, shown never, and opened for its project and address alone", async () => {
  const { ctx } = await admin();
  const { id } = await addProvider(ctx, INPUT, SECRET);
  expect(await listProviders(ctx)).toMatchObject([
    {
      id,
      name: "Ours",
      baseUrl: "https://models.example.org/v1",
      hasKey: true,
      models: ["gpt-4o", "gpt-4o-mini"],
    },
  ]);
  expect(JSON.stringify(await listProviders(ctx))).not.toContain("very-secret");
  const [stored] = await db.owner`select * from model_providers where id = ${id}`;
  expect(Buffer.from(stored?.sealed_key as Buffer).toString("latin1")).not.toContain("secret");
  expect(await audited(ctx.project)).not.toContain("very-secret");
  expect((await connectProvider(ctx, id, SETTINGS)).apiKey).toBe(KEY);
  // Without what is outside of the database, a dump of it opens nothing.
  await expect(connectProvider(ctx, id, { ...SETTINGS, secret: "t".repeat(40) })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Give the key again"),
  });
  await db.owner`update model_providers set base_url = 'https://thief.example.org/v1' where id = ${id}`;
  await expect(connectProvider(ctx, id, SETTINGS)).rejects.toMatchObject({ code: "conflict" });
  const seal = await Seal.of(db.app, SECRET);
  const purpose = { projectId: 1, baseUrl: "https://a.example.org" };
  const sealed = seal.close(KEY, purpose);
  expect(seal.open(sealed, purpose)).toBe(KEY);
  expect(seal.open(sealed, { ...purpose, projectId: 2 })).toBeNull();
  expect(seal.open(sealed.subarray(0, 20), purpose)).toBeNull();
  // Its secret is another than that of cookies, which is rotated.
  await db.owner`update instance set session_secret = ${Buffer.alloc(32, 8)}`;
  expect((await Seal.of(db.app, SECRET)).open(sealed, purpose)).toBe(KEY);
});

it("keeps its key when it is changed, unless it goes elsewhere", async () => {
  const { ctx } = await admin();
  const { id } = await addProvider(ctx, INPUT, SECRET);
  const change = { id, name: "Theirs", baseUrl: INPUT.baseUrl, models: ["m"] };
  await changeProvider(ctx, change, SECRET);
  expect(await connectProvider(ctx, id, SETTINGS)).toMatchObject({ name: "Theirs", apiKey: KEY });
  const elsewhere = { ...change, baseUrl: "https://elsewhere.example.org/v1" };
  await expect(changeProvider(ctx, elsewhere, SECRET)).rejects.toMatchObject({
    code: "bad_request",
    details: [{ path: "apiKey" }],
  });
  await changeProvider(ctx, { ...elsewhere, apiKey: "another-key" }, SECRET);
  expect((await connectProvider(ctx, id, SETTINGS)).apiKey).toBe("another-key");
  await changeProvider(ctx, { ...elsewhere, apiKey: null }, SECRET);
  expect((await connectProvider(ctx, id, SETTINGS)).apiKey).toBeNull();
  await removeProvider(ctx, { id });
  await expect(connectProvider(ctx, id, SETTINGS)).rejects.toMatchObject({ code: "not_found" });
  expect(await listProviders(ctx)).toEqual([]);
  expect(await auditOf(db, ctx.project)).toEqual([
    "provider.added Ours",
    "provider.changed Theirs",
    "provider.changed Theirs",
    "provider.changed Theirs",
    "provider.removed Theirs",
  ]);
});

it("is for admins of its project alone, and its address is one of the web without a password in it", async () => {
  const { ctx, project } = await admin();
  const { id } = await addProvider(ctx, INPUT, SECRET);
  const { ctx: engineer } = await makeMember(db, project, "engineer");
  const { ctx: other } = await admin();
  await expect(addProvider(engineer, INPUT, SECRET)).rejects.toMatchObject({ code: "forbidden" });
  await expect(testProvider(engineer, { id }, SETTINGS)).rejects.toMatchObject({ code: "forbidden" });
  await expect(removeProvider(other, { id })).rejects.toMatchObject({ code: "not_found" });
  await expect(connectProvider(other, id, SETTINGS)).rejects.toMatchObject({ code: "not_found" });
  for (const baseUrl of [
    "ftp://a",
    "models",
    "https://user:pass@a.example.org",
    "https://a.example.org/?key=1",
  ])
    await expect(addProvider(ctx, { ...INPUT, baseUrl }, SECRET)).rejects.toMatchObject({
      code: "bad_request",
    });
  await expect(addProvider(ctx, { ...INPUT, apiKey: "two words" }, SECRET)).rejects.toMatchObject({
    code: "bad_request",
  });
});

it("a test says whether it answers, what it lists, and what is wrong", async () => {
  const server = await startModelServer(() => ({ text: "ready" }));
  const { ctx } = await admin();
  const add = (models: string[]) =>
    addProvider(
      ctx,
      { ...INPUT, name: `Ours ${models.length}`, baseUrl: `${server.url}/v1`, models },
      SECRET,
    );
  const { id } = await add(["m"]);
  expect(await testProvider(ctx, { id }, SETTINGS)).toEqual({
    ok: true,
    message: "It answers, and lists 2 models.",
    models: ["model-a", "model-b"],
  });
  server.state.models = null;
  expect(await testProvider(ctx, { id }, SETTINGS)).toMatchObject({
    ok: true,
    message: "It lists no models; m answers.",
  });
  const { id: none } = await add([]);
  expect(await testProvider(ctx, { id: none }, SETTINGS)).toMatchObject({ ok: false });
  expect(await testProvider(ctx, { id }, { ...SETTINGS, allowPrivate: false })).toMatchObject({
    ok: false,
    message: expect.stringContaining("private network"),
  });
  server.close();
});
