import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { auditOf, makeMember } from "@/lib/users/testing";

import { readPriceBook } from "../read-price-book";
import { applyList, dropList } from "./apply-list";
import { bundledList } from "./bundled";
import { MAX_LIST_BYTES, type PriceListFile } from "./format";
import { listState } from "@/lib/traffic/list-state";
import { proposeList } from "./propose-list";

let db: TestDatabase;
let web: Server;
let answer: { status: number; body: string; location?: string };
const address = () => `http://127.0.0.1:${(web.address() as AddressInfo).port}/prices.json`;

beforeAll(async () => {
  db = await createTestDatabase();
  web = createServer((_, response) => {
    response.writeHead(answer.status, answer.location ? { location: answer.location } : {});
    response.end(answer.body);
  });
  await new Promise<void>((done) => web.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  web.close();
  await db.close();
});
beforeEach(() => db.owner`delete from price_lists`);

/** Days after the list that comes with Recount. */
const later = new Date(Date.parse(bundledList().date) + 10 * 86_400_000).toISOString().slice(0, 10);

const list = (over: Partial<PriceListFile> = {}): PriceListFile => ({
  format: "recount-prices/1",
  date: later,
  sources: [{ name: "ours", version: "7", licence: "none", url: "" }],
  makers: [["openai", [["starts", "gpt-"]]]],
  resells: {},
  models: [
    {
      source: 0,
      provider: "openai",
      id: "gpt-4o",
      names: ["gpt-4o"],
      prices: [{ units: { input_mtok: "7", output_mtok: "8" } }],
    },
    {
      source: 0,
      provider: "openai",
      id: "gpt-99",
      names: ["gpt-99"],
      prices: [{ units: { input_mtok: "1", output_mtok: "2" } }],
    },
  ],
  ...over,
});
const file = (value: unknown) => ({
  name: "prices.json",
  gzip: gzipSync(typeof value === "string" ? value : JSON.stringify(value)).toString("base64"),
});
const guarded = { allowPrivate: false };

/** An administrator of every project that there is. */
async function everywhere() {
  const project = await makeProject(db.owner);
  const { ctx, person } = await makeMember(db, project, "admin");
  await db.owner`
    insert into memberships (project_id, user_id, role) select id, ${person.id}, 'admin' from projects on conflict do nothing`;
  return { project, ctx };
}

const inputPrice = async ({ sql, project }: Context, model = "gpt-4o") => {
  const book = await inProject(sql, project.id, (tx) => readPriceBook(tx, project.id));
  const [price] = book.candidates({
    provider: "openai",
    requestModel: model,
    responseModel: null,
    serviceTier: null,
    startedAt: new Date("2026-11-20T12:00:00Z"),
    inputTokens: 1,
  });
  return [price?.units.input_mtok ?? null, book.digest];
};

describe("a newer list", () => {
  it("is shown, then applied in all projects, then dropped again, and all of it is in the audit log", async () => {
    const other = await everywhere();
    const { ctx, project } = await everywhere();
    const [bundled, digest] = await inputPrice(other.ctx);
    expect(bundled).toBe("2.5");

    const { id } = await proposeList(ctx, file(list()), guarded);
    const traffic = { provider: "openai", model: "gpt-4o", calls: 12, price: null };
    const { proposed } = await listState(ctx, [traffic as never]);
    expect(proposed).toMatchObject({ id, version: "ours 7", date: later, origin: "prices.json" });
    expect(proposed?.changes.rows).toContainEqual({
      provider: "openai",
      model: "gpt-4o",
      inputBefore: "2.5",
      inputAfter: "7",
      outputBefore: "10",
      outputAfter: "8",
    });
    expect(proposed?.changes.added).toBe(1);
    expect(proposed?.affected).toEqual([{ provider: "openai", model: "gpt-4o", calls: 12 }]);
    expect(await inputPrice(other.ctx)).toEqual([bundled, digest]);

    await applyList(ctx, { id });
    expect((await inputPrice(other.ctx))[0]).toBe("7");
    expect((await inputPrice(other.ctx))[1]).not.toBe(digest);
    expect(await listState(ctx, [])).toMatchObject({ date: later, loaded: { id }, proposed: null });
    await expect(applyList(ctx, { id })).rejects.toMatchObject({ code: "conflict" });

    await dropList(ctx);
    expect(await inputPrice(other.ctx)).toEqual([bundled, digest]);
    expect(await auditOf(db, project)).toEqual([
      "price_list.loaded prices.json",
      "price_list.applied prices.json",
      "price_list.dropped prices.json",
    ]);
  });

  it("replaces the one that was loaded before", async () => {
    const { ctx } = await everywhere();
    await applyList(ctx, await proposeList(ctx, file(list()), guarded));
    const models = list().models.map((model) => ({ ...model, prices: [{ units: { input_mtok: "9" } }] }));
    await applyList(ctx, await proposeList(ctx, file(list({ models })), guarded));
    expect((await inputPrice(ctx))[0]).toBe("9");
  });

  it("that is older than the one that comes with Recount does not hold, however it got there", async () => {
    const { ctx } = await everywhere();
    const { id } = await proposeList(ctx, file(list({ date: "2020-01-01" })), guarded);
    await expect(applyList(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    await db.owner`update price_lists set applied_at = now()`;
    expect((await inputPrice(ctx))[0]).toBe("2.5");
  });

  it("may be LiteLLM's table or that of genai-prices: the other one and the corrections stay", async () => {
    const { ctx } = await everywhere();
    const now = () => new Date(`${later}T00:00:00Z`);
    const litellm = {
      "gpt-98": {
        litellm_provider: "openai",
        mode: "chat",
        input_cost_per_token: 3e-7,
        output_cost_per_token: 1e-6,
      },
    };
    await applyList(ctx, await proposeList({ ...ctx, now }, file(litellm), guarded));
    expect((await inputPrice(ctx, "gpt-98"))[0]).toBe("0.3");
    expect((await inputPrice(ctx))[0]).toBe("2.5");
    const genai = [
      {
        id: "openai",
        models: [{ id: "gpt-4o", match: { equals: "gpt-4o" }, prices: { input_mtok: 3, output_mtok: 4 } }],
      },
    ];
    await applyList(ctx, await proposeList({ ...ctx, now }, file(genai), guarded));
    expect((await inputPrice(ctx))[0]).toBe("3");
    expect((await inputPrice(ctx, "gpt-98"))[0]).toBe("0.3");
    expect((await listState(ctx, [])).version).toBe(`genai-prices of ${later}, litellm of ${later}`);
  });
});

describe("who may load a list", () => {
  it("is an admin of every project, and nobody else", async () => {
    await makeProject(db.owner);
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, "admin");
    await expect(proposeList(ctx, file(list()), guarded)).rejects.toMatchObject({ code: "forbidden" });
    await expect(dropList(ctx)).rejects.toMatchObject({ code: "forbidden" });
    const engineer = await makeMember(db, project, "engineer");
    await expect(applyList(engineer.ctx, { id: 1 })).rejects.toMatchObject({ code: "forbidden" });
    expect(await listState(engineer.ctx, [])).toMatchObject({ mayChange: false, proposed: null });
  });
});

describe("what is no list is refused with a reason", () => {
  it.each([
    ["text that is no JSON", "prices"],
    ["a table of something else", { gpt: { price: "much" } }],
    ["a list without models", list({ models: [] })],
    [
      "an amount that is none",
      list({ models: [{ ...list().models[0]!, prices: [{ units: { input_mtok: "-1" } }] }] }),
    ],
    [
      "an expression that takes for ever",
      list({ models: [{ ...list().models[0]!, rules: [["pattern", "^(a+)+$"]] }] }),
    ],
    ["an expression that is none", list({ models: [{ ...list().models[0]!, rules: [["pattern", "(a"]] }] })],
    ["more bytes than a list has", " ".repeat(MAX_LIST_BYTES + 1)],
  ])("%s", async (_, value) => {
    const { ctx } = await everywhere();
    await expect(proposeList(ctx, file(value), guarded)).rejects.toMatchObject({ code: "bad_request" });
  });

  it("the list that is in force already", async () => {
    const { ctx } = await everywhere();
    await applyList(ctx, await proposeList(ctx, file(list()), guarded));
    await expect(proposeList(ctx, file(list()), guarded)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("an address", () => {
  it("is asked, unless it is within a private network and nobody has allowed that", async () => {
    const { ctx } = await everywhere();
    answer = { status: 200, body: JSON.stringify(list()) };
    await expect(proposeList(ctx, { url: address() }, guarded)).rejects.toThrow(/private network/);
    await expect(
      proposeList(ctx, { url: "http://169.254.169.254/latest" }, { allowPrivate: true }),
    ).rejects.toThrow(/never sent to/);
    const { id } = await proposeList(ctx, { url: address() }, { allowPrivate: true });
    expect((await listState(ctx, [])).proposed).toMatchObject({ id, origin: address() });
  });

  it("that redirects, fails, or answers with more than a list has, is refused with a reason", async () => {
    const { ctx } = await everywhere();
    const ask = () => proposeList(ctx, { url: address() }, { allowPrivate: true });
    answer = { status: 302, body: "", location: "http://169.254.169.254/" };
    await expect(ask()).rejects.toThrow(/302/);
    answer = { status: 404, body: "" };
    await expect(ask()).rejects.toThrow(/404/);
    answer = { status: 200, body: "x".repeat(MAX_LIST_BYTES + 1) };
    await expect(ask()).rejects.toThrow(/more than 8 MB/);
    await expect(
      proposeList(ctx, { url: "ftp://example.com/prices" }, { allowPrivate: true }),
    ).rejects.toMatchObject({ code: "bad_request" });
  });
});
