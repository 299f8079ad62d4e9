import { promisify } from "node:util";
import zlib from "node:zlib";

import type { ISql } from "postgres";

import { bundledList } from "./bundled";
import { MAX_LIST_BYTES, PriceListFile } from "./format";
import { PriceList } from "./price-list";

const gunzip = promisify(zlib.gunzip);

/** The loaded one and its predecessor, which a request that began before may still ask for. Parsing one takes a tenth of a second. */
const parsed = new Map<number, Promise<PriceList>>();
const MAX_PARSED = 3;

/**
 * The list that prices calls now: the loaded one, unless the one that comes with Recount is younger, as after an upgrade.
 * @param sql any connection of the app or the worker: lists belong to no project
 */
export async function listInForce(sql: ISql): Promise<PriceList> {
  const bundled = bundledList();
  const [row] = await sql<{ id: number }[]>`
    select id from price_lists
    where applied_at is not null and replaced_at is null and listed_on >= ${bundled.date}::date`;
  return row ? loadedList(sql, row.id) : bundled;
}

/** A list that was loaded, whether it is in force or not. */
export function loadedList(sql: ISql, id: number): Promise<PriceList> {
  let list = parsed.get(id);
  if (!list) {
    list = read(sql, id);
    parsed.set(id, list);
    // What could not be read is tried again.
    list.catch(() => parsed.delete(id));
    for (const old of [...parsed.keys()].slice(0, -MAX_PARSED)) parsed.delete(old);
  }
  return list;
}

async function read(sql: ISql, id: number): Promise<PriceList> {
  const [row] = await sql<{ body: Buffer }[]>`select body from price_lists where id = ${id}`;
  if (!row) throw new Error(`there is no price list ${id}`);
  const text = (await gunzip(row.body, { maxOutputLength: 2 * MAX_LIST_BYTES })).toString("utf8");
  return new PriceList(PriceListFile.parse(JSON.parse(text)));
}
