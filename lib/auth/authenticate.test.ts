import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";

import { makeApiKey } from "./api-key";
import type { ApiKeyScope } from "./api-key-scopes";
import { KeyRing } from "./authenticate";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const keyWith = async (scopes: ApiKeyScope[]) => {
  const project = await makeProject(db.owner);
  const { key, prefix, hash } = makeApiKey();
  const [row] = await db.owner<{ id: number }[]>`
    insert into api_keys (project_id, name, prefix, key_hash, scopes)
    values (${project.id}, 'test', ${prefix}, ${hash}, ${scopes}::text[])
    returning id`;
  return { project, id: row?.id ?? 0, headers: new Headers({ authorization: `Bearer ${key}` }) };
};
/** Without what another ring remembers for seconds. */
const authenticate = (headers: Headers, scope: ApiKeyScope) =>
  new KeyRing(db.app).authenticate(headers, scope);

it("a key opens what its scopes name, and admin all; it tells its project and itself", async () => {
  const { headers, project, id } = await keyWith(["ingest", "budgets"]);
  expect(await authenticate(headers, "ingest")).toMatchObject({
    project: { id: project.id, slug: project.slug },
    actor: { kind: "api_key", id, scopes: ["ingest", "budgets"] },
  });
  await authenticate(headers, "budgets");
  for (const scope of ["read", "admin"] as const)
    await expect(authenticate(headers, scope)).rejects.toMatchObject({ code: "forbidden" });
  const admin = await keyWith(["admin"]);
  for (const scope of ["ingest", "budgets", "read", "admin"] as const)
    await authenticate(admin.headers, scope);
});

it("none, an unknown, a revoked and an expired one are refused, the last three in the same words", async () => {
  const messages = new Set<string>();
  const refused = async (headers: Headers) => {
    const error = await authenticate(headers, "read").catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "unauthenticated", status: 401 });
    messages.add((error as Error).message);
  };
  await refused(new Headers());
  expect([...messages]).toEqual([expect.stringContaining("No API key")]);
  messages.clear();
  await refused(new Headers({ "x-api-key": makeApiKey().key }));
  for (const column of ["revoked_at", "expires_at"]) {
    const { headers, id } = await keyWith(["read"]);
    await authenticate(headers, "read");
    await db.owner`update api_keys set ${db.owner(column)} = now() - interval '1 second' where id = ${id}`;
    await refused(headers);
  }
  expect(messages.size).toBe(1);
});

it("use is noted to the minute", async () => {
  const { headers, id } = await keyWith(["read"]);
  const ring = new KeyRing(db.app);
  const usedAt = async () =>
    (await db.owner`select last_used_at from api_keys where id = ${id}`)[0]?.["last_used_at"];
  expect(await usedAt()).toBeNull();
  await ring.authenticate(headers, "read");
  await expect.poll(usedAt, { interval: 20 }).not.toBeNull();
});
