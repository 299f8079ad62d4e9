import net from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isUnavailable } from "./error-codes";
import { connect } from "./client";
import { createTestDatabase, type TestDatabase } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

describe("values", () => {
  it("a bigint is a number, up to 2^53 - 1", async () => {
    expect(await db.owner`select 9007199254740991::bigint as n`).toEqual([{ n: 9007199254740991 }]);
    await expect(db.owner`select 9007199254740992::bigint as n`).rejects.toThrow(RangeError);
    await expect(db.owner`select (-9007199254740993)::bigint as n`).rejects.toThrow(RangeError);
  });

  it("after a number that does not fit, the same connection answers the next query", async () => {
    const one = connect(db.url, { role: null, max: 1 });
    await expect(one`select 9007199254740992::bigint as n`).rejects.toThrow(RangeError);
    expect(await one`select 1 as n`).toEqual([{ n: 1 }]);
    await one.end();
  });

  it("a timestamptz is UTC text with six digits, whatever the zone it was written in", async () => {
    const [row] = await db.owner`
      select '2026-01-02 03:04:05.123456+00'::timestamptz as a, '2026-01-02 03:04:05+02'::timestamptz as b,
        '2026-01-02 03:04:05.5-03:30'::timestamptz as c, 'infinity'::timestamptz as d, null::timestamptz as e`;
    expect(row).toEqual({
      a: "2026-01-02T03:04:05.123456Z",
      b: "2026-01-02T01:04:05.000000Z",
      c: "2026-01-02T06:34:05.500000Z",
      d: "infinity",
      e: null,
    });
  });

  it("microseconds survive the way there and back", async () => {
    const at = "2026-01-02T03:04:05.123456Z";
    expect(await db.owner`select ${at}::timestamptz as at`).toEqual([{ at }]);
  });

  it("a Date may be sent", async () => {
    const at = new Date("2026-01-02T03:04:05.678Z");
    expect(await db.owner`select ${at}::timestamptz as at`).toEqual([{ at: "2026-01-02T03:04:05.678000Z" }]);
  });

  it("dates, numerics and uuids are text", async () => {
    const id = "01890a5d-ac96-774b-bcce-b302099a8057";
    const [row] =
      await db.owner`select '2026-01-02'::date as day, 1.10::numeric as amount, ${id}::uuid as id`;
    expect(row).toEqual({ day: "2026-01-02", amount: "1.10", id });
  });

  it("arrays come back as arrays, with nulls, quotes and nesting", async () => {
    const [row] = await db.owner`
      select array[1, null, 3] as ints, array['a"b', 'c\\d', '', 'NULL', null, 'e, {f}'] as texts, '{}'::int[] as none,
        array[1, 9007199254740991]::bigint[] as bigs, array[[1, 2], [3, 4]] as nested, array[true, false] as flags,
        array['2026-01-02 03:04:05Z'::timestamptz] as times, '[0:1]={7,8}'::int[] as shifted`;
    expect(row).toEqual({
      ints: [1, null, 3],
      texts: ['a"b', "c\\d", "", "NULL", null, "e, {f}"],
      none: [],
      bigs: [1, 9007199254740991],
      nested: [[1, 2], [3, 4]], // prettier-ignore
      flags: [true, false],
      times: ["2026-01-02T03:04:05.000000Z"],
      shifted: [7, 8],
    });
  });

  it("arrays may be sent as arrays or as literals", async () => {
    const texts = ['a"b', "c\\d", "", "NULL", null, "e, {f}"];
    expect(
      await db.owner`select ${texts}::text[] as a, ${[1, 2]}::int[] as b, ${"{3,4}"}::int[] as c`,
    ).toEqual([{ a: texts, b: [1, 2], c: [3, 4] }]);
  });

  it("JSON goes in as a value or as text and comes out parsed", async () => {
    const value = { a: [1, "two", null] };
    const [row] = await db.owner`
      select ${db.owner.json(value)}::jsonb as a, ${JSON.stringify(value)}::jsonb as b, ${JSON.stringify("text")}::jsonb as c`;
    expect(row).toEqual({ a: value, b: value, c: "text" });
  });
});

describe("connections", () => {
  it("run in UTC under the role asked for", async () => {
    const rows = await db.app`select current_user as role, current_setting('TimeZone') as zone,
      current_setting('citus.propagate_set_commands') as citus`;
    expect(rows).toEqual([{ role: "recount_app", zone: "UTC", citus: "local" }]);
    expect(await db.worker`select current_user as role`).toEqual([{ role: "recount_worker" }]);
  });

  it("may be made by a user who is no superuser", async () => {
    await db.owner.unsafe(`
      do $$ begin create role recount_test_login login; exception when duplicate_object then null; end $$;
      grant recount_app to recount_test_login`);
    const plain = connect(db.url.replace(/\/\/[^@]*@/, "//recount_test_login@"), {
      role: "recount_app",
      max: 1,
    });
    expect(await plain`select session_user as login, current_user as role`).toEqual([
      { login: "recount_test_login", role: "recount_app" },
    ]);
    await plain.end();
  });

  it("fail at once and again, without ever hanging, while the server is away", async () => {
    const nobody = connect("postgres://someone@127.0.0.1:1/none", { role: null, max: 2 });
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(nobody`select 1`).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
    await nobody.end({ timeout: 0 });
  });

  it("over TCP send small packets at once", async () => {
    const noDelay = vi.spyOn(net, "connect");
    const nobody = connect("postgres://someone@127.0.0.1:1/none", { role: null, max: 1 });
    await expect(nobody`select 1`).rejects.toThrow("ECONNREFUSED");
    expect(noDelay).toHaveBeenCalledWith(
      expect.objectContaining({ noDelay: true, host: "127.0.0.1", port: 1 }),
    );
    noDelay.mockRestore();
    await nobody.end({ timeout: 0 });
  });
});

describe("connections that the server ends under load", () => {
  it("lose no query in silence, and no statement runs outside of its transaction", async () => {
    await db.owner`create table if not exists pairs (round int not null, half int not null)`;
    await db.owner`grant insert, select on pairs to recount_app`;
    const sql = connect(db.url, { role: "recount_app", max: 2, applicationName: "cut me" });
    let stored = 0;
    for (let round = 0; round < 40; round++) {
      const pairs = Array.from({ length: 6 }, () =>
        sql
          .begin(async (tx) => {
            await tx`insert into pairs values (${round}, 1)`;
            await tx`insert into pairs values (${round}, 2)`;
          })
          .then(
            () => void stored++,
            (error: unknown) => expect(isUnavailable(error), String(error)).toBe(true),
          ),
      );
      const questions = Array.from({ length: 6 }, () => sql`select 1`.catch(() => {}));
      await new Promise((resolve) => setTimeout(resolve, round % 8));
      await db.owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut me'`;
      await Promise.all([...pairs, ...questions]);
    }
    const odd = await db.owner`
      select round from pairs group by round having count(*) filter (where half = 1) <> count(*) filter (where half = 2)`;
    expect(odd).toEqual([]);
    expect(stored).toBeGreaterThan(0);
    // The first may meet a connection that has just been ended.
    await expect.poll(() => sql`select 1 as one`.catch(() => [])).toEqual([{ one: 1 }]);
    await sql.end();
  }, 30_000);
});
