import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";
import { auditOf, makeMember } from "@/lib/users/testing";

import { PriceBooks } from "../price-books";
import { readPriceBook } from "../read-price-book";
import { addOwnPrice } from "./add-own-price";
import { changeOwnPrice } from "./change-own-price";
import { listOwnPrices } from "./list-own-prices";
import { removeOwnPrice } from "./remove-own-price";
import type { OwnPriceInput } from "./schemas";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const input = (said: Partial<OwnPriceInput> = {}): OwnPriceInput => ({
  provider: "*",
  model: "house-9b",
  units: { standard: { input_mtok: "2.50", output_mtok: "10" } },
  ...said,
});

const scene = async () => {
  const project = await makeProject(db.owner);
  return { project, ...(await makeMember(db, project, "admin")) };
};
const question = (model: string, iso: string) => ({
  provider: "openai",
  requestModel: model,
  responseModel: null,
  serviceTier: null,
  startedAt: new Date(iso),
  inputTokens: 1,
});

describe("own prices", () => {
  it("are listed with days and author, are in force in the book, and are in the audit log", async () => {
    const { ctx, project, person } = await scene();
    await addOwnPrice(ctx, input({ validFrom: "2026-01-01", note: "Contract 12" }));
    expect(await listOwnPrices(ctx)).toMatchObject([
      {
        model: "house-9b",
        validFrom: "2026-01-01",
        validTo: null,
        units: { standard: { input_mtok: "2.5", output_mtok: "10" } },
        note: "Contract 12",
        author: person.name,
      },
    ]);
    const book = await inProject(db.app, project.id, (tx) => readPriceBook(tx, project.id));
    expect(book.candidates(question("house-9b", "2026-01-01T00:00:00Z"))).toMatchObject([{ source: "own" }]);
    expect(book.candidates(question("house-9b", "2025-12-31T23:59:59Z"))).toEqual([]);
    expect(await auditOf(db, project)).toEqual(["price.added house-9b"]);
  });

  it("of another project are not in the book", async () => {
    const [one, two] = [await scene(), await scene()];
    await addOwnPrice(one.ctx, input());
    expect(await listOwnPrices(two.ctx)).toEqual([]);
    // Even asked for by name, row-level security hides them.
    const book = await inProject(db.app, two.project.id, (tx) => readPriceBook(tx, one.project.id));
    expect(book.candidates(question("house-9b", "2026-01-01T00:00:00Z"))).toEqual([]);
  });

  it("for the same calls on the same days are refused, and the message says which days are taken", async () => {
    const { ctx } = await scene();
    await addOwnPrice(ctx, input({ validFrom: "2026-01-01", validTo: "2026-03-31" }));
    await expect(
      addOwnPrice(ctx, input({ model: "HOUSE-9B", validFrom: "2026-03-31" })),
    ).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("from 2026-01-01 to 2026-03-31") as string,
    });
    await addOwnPrice(ctx, input({ validFrom: "2026-04-01" }));
    await addOwnPrice(ctx, input({ provider: "openai", validFrom: "2026-02-01" }));
    expect(await listOwnPrices(ctx)).toHaveLength(3);
  });

  it("two people who set the same price at once: one is told of the other", async () => {
    const { ctx } = await scene();
    const both = await Promise.allSettled([addOwnPrice(ctx, input()), addOwnPrice(ctx, input())]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("changed from a later day on, the old price ends the day before; from its own first day on, it is replaced", async () => {
    const { ctx, project } = await scene();
    const { id } = await addOwnPrice(ctx, input({ validFrom: "2026-01-01" }));
    const { id: second } = await changeOwnPrice(ctx, id, input({ validFrom: "2026-07-01" }));
    const days = async () => (await listOwnPrices(ctx)).map((price) => [price.validFrom, price.validTo]);
    expect(await days()).toEqual([
      ["2026-07-01", null],
      ["2026-01-01", "2026-06-30"],
    ]);
    await changeOwnPrice(ctx, second, input({ validFrom: "2026-07-01", validTo: "2026-12-31" }));
    expect(await days()).toEqual([
      ["2026-07-01", "2026-12-31"],
      ["2026-01-01", "2026-06-30"],
    ]);
    await expect(changeOwnPrice(ctx, second, input())).rejects.toMatchObject({ code: "not_found" });
    await removeOwnPrice(ctx, { id });
    await expect(removeOwnPrice(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await auditOf(db, project)).toEqual([
      "price.added house-9b",
      "price.changed house-9b",
      "price.changed house-9b",
      "price.removed house-9b",
    ]);
    // Nothing is deleted: what was priced with it can still say what it was.
    const [kept] =
      await db.owner`select count(*)::int as n from price_overrides where project_id = ${project.id}`;
    expect(kept?.n).toBe(3);
  });

  it.each([
    ["a price without input", { units: { standard: { output_mtok: "1" } } }, "units.standard.input_mtok"],
    ["a negative amount", { units: { standard: { input_mtok: "-1" } } }, "units.standard.input_mtok"],
    ["ten decimals", { units: { standard: { input_mtok: "0.0000000001" } } }, "units.standard.input_mtok"],
    ["days that end before they begin", { validFrom: "2026-02-01", validTo: "2026-01-31" }, "validTo"],
    ["a star in the middle", { model: "a*b" }, "model"],
    ["a day that does not exist", { validFrom: "2026-02-30" }, "validFrom"],
  ])("%s is refused at its field", async (_, wrong, path) => {
    const { ctx } = await scene();
    await expect(addOwnPrice(ctx, input(wrong))).rejects.toMatchObject({
      code: "bad_request",
      details: [{ path }],
    });
  });

  it.each(["engineer", "manager", "compliance"] as const)("%s may read and not change them", async (role) => {
    const project = await makeProject(db.owner);
    const { ctx } = await makeMember(db, project, role);
    await expect(addOwnPrice(ctx, input())).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeOwnPrice(ctx, { id: 1 })).rejects.toMatchObject({ code: "forbidden" });
    expect(await listOwnPrices(ctx)).toEqual([]);
  });
});

describe("price books of a process", () => {
  it("are read at most once a second and never used when older than three", async () => {
    const { ctx, project } = await scene();
    let now = 0;
    let reads = 0;
    const counting = new Proxy(db.app, {
      get: (sql, key) => {
        if (key === "begin") reads++;
        return Reflect.get(sql, key) as unknown;
      },
    });
    const books = new PriceBooks(counting, () => now);
    const first = await books.of(project.id);
    for (now = 0; now < 1000; now += 100) expect(await books.of(project.id)).toBe(first);
    expect(reads).toBe(1);
    await addOwnPrice(ctx, input());
    now = 3000;
    const second = await books.of(project.id);
    expect(second.candidates(question("house-9b", "2026-01-01T00:00:00Z"))).toHaveLength(1);
    expect(reads).toBe(2);
    now = 5000;
    // Young enough to be used, old enough to be read again beside the request.
    expect(await books.of(project.id)).toBe(second);
  });
});
