import type { Context } from "@/lib/context";
import type { Decoded, Rejection } from "@/lib/model/span";

import { accept } from "./accept";
import { counters } from "./counters";
import type { GroupCommit } from "./group-commit";

/** What a request needs, once its key is known. */
export interface OpenDoor {
  ctx: Context;
  ingest: GroupCommit;
  /** Limit of a body, before and after decompression. */
  maxBodyBytes: number;
}

/**
 * The one way from a decoded request to the store, whatever door it came through: validated, redacted, priced, written, counted.
 * Resolves after commit, with what was refused and why; the rest of the request is stored.
 * @param door names the door in our own metrics
 * @throws Failure unavailable when nothing of it was stored and the sender should come again
 */
export async function receive(
  { ctx, ingest }: Pick<OpenDoor, "ctx" | "ingest">,
  door: string,
  decoded: Decoded,
): Promise<Rejection[]> {
  const { batch, rejected } = accept(ctx, decoded);
  await ingest.submit(batch);
  counters.accepted(door, batch.spans.length + batch.additions.length + batch.scores.length);
  for (const { code } of rejected) counters.rejected(door, code);
  return rejected;
}
