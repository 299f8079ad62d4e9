import { promisify } from "node:util";
import zlib from "node:zlib";

import { columns, database } from "@/db/drizzle";
import { priceLists } from "@/db/schema/prices";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { fetchList } from "./fetch-list";
import { MAX_LIST_BYTES } from "./format";
import { listInForce } from "./list-in-force";
import { PriceList } from "./price-list";
import { readList } from "./read-list";
import { requireAllProjects } from "./requires-all";
import { ProposeList } from "./schemas";

const [gzip, gunzip] = [promisify(zlib.gzip), promisify(zlib.gunzip)];

/** Proposals that nobody has applied are kept for a while. */
const MAX_PROPOSALS = 5;

/**
 * Reads and checks a newer list and keeps it, to be looked at and then applied. Changes no price.
 * @param allowPrivate whether addresses within private networks may be asked
 * @throws Failure forbidden, bad_request, body_too_large, conflict (it says what the list of now says)
 */
export async function proposeList(
  ctx: Context,
  input: ProposeList,
  { allowPrivate }: { allowPrivate: boolean },
): Promise<{ id: number }> {
  requirePermission(ctx, "edit_prices");
  const wanted = parse(ProposeList, input);
  // Asked before anything is fetched for them.
  const now = await inProject(ctx.sql, ctx.project.id, async (tx) => {
    await requireAllProjects(tx, ctx);
    return listInForce(tx);
  });
  const [origin, text] =
    "url" in wanted
      ? [wanted.url, await fetchList(wanted.url, { allowPrivate, maxBytes: MAX_LIST_BYTES })]
      : [wanted.name, await unpack(wanted.gzip)];
  const list = new PriceList(readList(text, now.file, ctx.now().toISOString().slice(0, 10)));
  if (list.digest === now.digest) throw new Failure("conflict", "This list says what the one in force says.");
  const body = await gzip(JSON.stringify(list.file));
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    await requireAllProjects(tx, ctx);
    const [made] = await database(tx)
      .insert(priceLists)
      .values({
        digest: list.digest,
        version: list.version,
        listedOn: list.date,
        models: list.models.length,
        origin,
        body,
        author: ctx.actor.name,
      })
      .returning(columns(priceLists, "id"));
    if (!made) throw new Error("the list was not stored");
    await tx`
      delete from price_lists
      where applied_at is null
        and id not in (select id from price_lists where applied_at is null order by id desc limit ${MAX_PROPOSALS})`;
    const detail = { id: made.id, version: list.version, date: list.date, models: list.models.length };
    await record(tx, ctx, { action: "price_list.loaded", target: origin, detail });
    return made;
  });
}

async function unpack(packed: string): Promise<string> {
  try {
    return (await gunzip(Buffer.from(packed, "base64"), { maxOutputLength: MAX_LIST_BYTES })).toString(
      "utf8",
    );
  } catch (error) {
    throw new Failure(
      "bad_request",
      `The file cannot be read, or has more than ${MAX_LIST_BYTES / 1e6} MB.`,
      {
        cause: error,
      },
    );
  }
}
