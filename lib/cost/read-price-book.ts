import type { ISql } from "postgres";

import { listInForce } from "./list/list-in-force";
import type { OwnPrice } from "./own-price";
import { PriceBook } from "./price-book";

/** The project's prices in force. @param sql a transaction that sees the project */
export async function readPriceBook(sql: ISql, projectId: number): Promise<PriceBook> {
  const [own, [settings], list] = await Promise.all([
    sql<OwnPrice[]>`
      select id, provider, model, valid_from::text as "validFrom", valid_to::text as "validTo", units
      from price_overrides
      where project_id = ${projectId} and removed_at is null
      order by id`,
    sql<{ estimates: boolean }[]>`select estimate_tokens as estimates from projects where id = ${projectId}`,
    listInForce(sql),
  ]);
  // The vocabulary is large: it is loaded where somebody uses it.
  const estimator = settings?.estimates ? (await import("./estimate-tokens")).tokenEstimator : null;
  return new PriceBook([...own], estimator, list);
}
