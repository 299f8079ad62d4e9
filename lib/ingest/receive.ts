import type { Context } from "@/lib/context";
import type { PriceBook } from "@/lib/cost/price-book";
import type { IngestRequest } from "@/lib/ingest-usage/ingest-request";
import type { Decoded, Rejection } from "@/lib/model/span";

import { accept } from "./accept";
import type { GroupCommit } from "./group-commit";

/** What a request needs, once its key is known. */
export interface AuthorizedIngest {
  ctx: Context;
  ingest: GroupCommit;
  /** Holds the request against its limits and keeps account of it. */
  ingestRequest: IngestRequest;
  /** The project's prices, as of now. */
  prices: PriceBook;
  /** Limit of a body, before and after decompression. */
  maxBodyBytes: number;
}

/** What a request is received with. */
export type IngestTarget = Pick<AuthorizedIngest, "ctx" | "ingest" | "ingestRequest" | "prices">;

/**
 * The one way from a decoded request to the store, whatever endpoint it came through: validated, redacted, priced, written, counted.
 * Resolves after commit, with what was refused and why; the rest of the request is stored.
 * @param name names the endpoint in our own metrics and in the account of what came in
 * @throws Failure unavailable when nothing of it was stored and the sender should come again; too_many_requests
 */
export async function receive(
  { ctx, ingest, ingestRequest, prices }: IngestTarget,
  name: string,
  decoded: Decoded,
): Promise<Rejection[]> {
  const { batch, rejected } = accept(ctx, decoded, prices);
  const refused = new Set(rejected.map(({ item }) => item));
  const taken = refused.size === 0 ? decoded.spans : decoded.spans.filter((span) => !refused.has(span));
  await ingestRequest.store(name, taken, () => ingest.submit(batch));
  for (const { reason, records } of decoded.unkept ?? [])
    ingestRequest.counters.unkept.inc({ signal: name, reason }, records);
  ingestRequest.unkept(decoded.unkept ?? []);
  ingestRequest.counters.accepted.inc(
    { signal: name },
    batch.spans.length + batch.additions.length + batch.scores.length,
  );
  return refuse(ingestRequest, name, rejected);
}

/** Counts what was not taken and keeps samples of it. @returns the same without what was sent, to answer with */
export function refuse(
  ingestRequest: IngestRequest,
  name: string,
  rejected: readonly Rejection[],
): Rejection[] {
  for (const { code } of rejected) ingestRequest.counters.rejected.inc({ signal: name, reason: code });
  ingestRequest.rejected(name, rejected);
  return rejected.map(({ index, code, message }) => ({ index, code, message }));
}
