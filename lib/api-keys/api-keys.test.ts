import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { KeyRing } from "@/lib/auth/authenticate";
import { auditOf, makeMember } from "@/lib/users/testing";

import { createApiKey } from "./create-api-key";
import { listApiKeys } from "./list-api-keys";
import { revokeApiKey } from "./revoke-api-key";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

/** A ring of its own remembers nothing of earlier answers. */
const authenticate = (key: string) =>
  new KeyRing(db.app).authenticate(new Headers({ authorization: `Bearer ${key}` }), "ingest");

describe("API keys", () => {
  it("are made for the project, work at once and are listed without their secret", async () => {
    const project = await makeProject(db.owner);
    const { ctx, person } = await makeMember(db, project, "admin");
    const { key, prefix } = await createApiKey(ctx, { name: "checkout", scopes: ["ingest", "ingest"] });
    expect(await authenticate(key)).toMatchObject({ project: { id: project.id } });
    const listed = await listApiKeys(ctx);
    expect(listed).toMatchObject([
      {
        name: "checkout",
        prefix,
        scopes: ["ingest"],
        createdBy: person.name,
        revokedAt: null,
        expiresAt: null,
      },
    ]);
    expect(JSON.stringify(listed)).not.toContain(key);
    expect(await auditOf(db, project)).toEqual([`api_key.created ${prefix}`]);
    const [row] =
      await db.owner`select row_to_json(a)::text as row from audit_log a where project_id = ${project.id}`;
    expect(row?.row).not.toContain(key);
  });

  it.each(["engineer", "manager", "compliance"] as const)("are not for the role %s", async (role) => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, role);
    await expect(listApiKeys(ctx)).rejects.toMatchObject({ code: "forbidden" });
    await expect(createApiKey(ctx, { name: "x", scopes: ["admin"] })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(revokeApiKey(ctx, { keyId: 1 })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("are refused once revoked; a second revocation finds nothing", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "admin");
    const { id, key, prefix } = await createApiKey(ctx, { name: "old", scopes: ["ingest"] });
    await revokeApiKey(ctx, { keyId: id });
    await expect(authenticate(key)).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(revokeApiKey(ctx, { keyId: id })).rejects.toMatchObject({ code: "not_found" });
    expect(await auditOf(db, project)).toEqual([`api_key.created ${prefix}`, `api_key.revoked ${prefix}`]);
  });

  it("end when they expire, and cannot be made to end in the past", async () => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "admin");
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id, key } = await createApiKey(ctx, { name: "short", scopes: ["ingest"], expiresAt });
    await authenticate(key);
    await db.owner`update api_keys set expires_at = now() - interval '1 second' where id = ${id}`;
    await expect(authenticate(key)).rejects.toMatchObject({ code: "unauthenticated" });
    const past = new Date(Date.now() - 1000).toISOString();
    await expect(createApiKey(ctx, { name: "x", scopes: ["read"], expiresAt: past })).rejects.toMatchObject({
      code: "bad_request",
      details: [{ path: "expiresAt" }],
    });
  });

  it("of another project are neither seen nor revoked", async () => {
    const [one, two] = [await makeProject(db.owner), await makeProject(db.owner)];
    const mine = await makeMember(db, one, "admin");
    const theirs = await makeMember(db, two, "admin");
    const { id, key } = await createApiKey(theirs.ctx, { name: "theirs", scopes: ["ingest"] });
    expect(await listApiKeys(mine.ctx)).toEqual([]);
    await expect(revokeApiKey(mine.ctx, { keyId: id })).rejects.toMatchObject({ code: "not_found" });
    await authenticate(key);
  });

  it("need a name and a scope", async () => {
    const { ctx } = await makeMember(db, await makeProject(db.owner), "admin");
    await expect(createApiKey(ctx, { name: " ", scopes: [] })).rejects.toMatchObject({
      code: "bad_request",
      details: [{ path: "name" }, { path: "scopes" }],
    });
  });
});
