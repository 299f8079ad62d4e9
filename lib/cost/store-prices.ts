import type { TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";

import type { Price } from "./price";

const STORE_PRICES = `
  insert into prices (id, source, provider, model, valid_from, units)
  select u.id, u.source, u.provider, u.model, u.valid_from::date, u.units::jsonb
  from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
    as u (id, source, provider, model, valid_from, units)
  on conflict do nothing`;

/** The statement that keeps the list's prices that spans name. Rows never change: the same price again is the same row. */
export function pricesStatement(prices: readonly Price[]): { text: string; values: string[] } | null {
  if (prices.length === 0) return null;
  const sorted = prices.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    text: STORE_PRICES,
    values: [
      plainArray(sorted.map((price) => price.id)),
      textArray(sorted.map((price) => price.source)),
      textArray(sorted.map((price) => price.provider)),
      textArray(sorted.map((price) => price.model)),
      textArray(sorted.map((price) => price.validFrom)),
      textArray(sorted.map((price) => JSON.stringify(price.units))),
    ],
  };
}

/** Keeps the prices within a transaction. */
export function storePrices(tx: TransactionSql, prices: readonly Price[]) {
  const statement = pricesStatement(prices);
  return statement && tx.unsafe(statement.text, statement.values, { prepare: true });
}
