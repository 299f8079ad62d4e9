import type { Context } from "@/lib/context";
import { FLAG } from "@/lib/model/flags";
import type { ModelScore, ModelSpan, Rejection } from "@/lib/model/span";

import { type IngestTarget, receive, refuse } from "../receive";
import { keptPart } from "./kept-part";
import type { Part, PartSource } from "./part";
import { type PartRow, readParts, storeParts } from "./store-parts";

/** Objects read and merged at a time: bounds memory, whatever the request holds. */
const OBJECTS_A_BATCH = 500;

/**
 * The way of a request whose objects come in pieces: commits its pieces, then merges all pieces of the objects that they
 * belong to and hands the spans to `receive`. Without locks: each request reads after its own commit, so of several that bring
 * pieces of one object the last to read sees all of them, and the copy of more pieces wins. A request that is sent again
 * brings nothing new and still merges: that heals a crash between the two.
 * @param scores judgements that came along; stored with the first batch
 * @returns what was refused, by position in `parts`; resolves after commit
 * @throws Failure unavailable when the sender should come again with all of it
 */
export async function receiveParts(
  ingestTarget: IngestTarget,
  doorName: string,
  source: PartSource,
  parts: readonly Part[],
  scores: readonly ModelScore[] = [],
): Promise<Rejection[]> {
  const { ctx } = ingestTarget;
  /** By `receive`, which counts them; and besides. */
  const rejected: Rejection[] = [];
  const { touched, unfit } = await keepParts(ctx, source, parts);
  const storeSpans = async (owners: typeof touched, spans: ModelSpan[], withScores: boolean) => {
    const refused = await receive(ingestTarget, doorName, {
      spans,
      additions: [],
      scores: withScores ? [...scores] : [],
      rejected: [],
      ignored: 0,
    });
    for (const one of refused) rejected.push({ ...one, index: owners[one.index]?.index ?? one.index });
  };
  if (touched.length === 0 && scores.length > 0) await storeSpans([], [], true);
  for (let from = 0; from < touched.length; from += OBJECTS_A_BATCH) {
    const batch = touched.slice(from, from + OBJECTS_A_BATCH);
    const known = await readParts(ctx, batch);
    const owners: typeof touched = [];
    const spans: ModelSpan[] = [];
    for (const object of batch) {
      const found = known.get(object.objectId);
      const merged = found ? source.merge(found.parts) : null;
      if (merged === null || found === undefined) continue;
      if ("code" in merged) {
        unfit.push({ index: object.index, ...merged, item: parts[object.index] });
        continue;
      }
      merged.mergedParts = found.count;
      if (found.parts.length < found.count) merged.flags |= FLAG.truncated;
      owners.push(object);
      spans.push(merged);
    }
    await storeSpans(owners, spans, from === 0);
  }
  return [...rejected, ...refuse(ingestTarget.ingestRequest, doorName, unfit)];
}

/** An object of which a request brought pieces, and the position of one of them. */
export interface TouchedObject {
  objectId: string;
  shardKey: number;
  index: number;
}

/** The first half of the way alone: commits the pieces, and says which objects they belong to and which are not kept. */
export async function keepParts(
  ctx: Context,
  source: Pick<PartSource, "name" | "content">,
  parts: readonly Part[],
): Promise<{ touched: TouchedObject[]; unfit: Rejection[] }> {
  const unfit: Rejection[] = [];
  const rows: PartRow[] = [];
  const objects = new Map<string, TouchedObject>();
  for (const [index, part] of parts.entries()) {
    const row = keptPart(part, source, ctx.project.shardKeys);
    if ("code" in row) {
      unfit.push({ index, ...row, item: part });
      continue;
    }
    rows.push(row);
    objects.set(row.objectId, { objectId: row.objectId, shardKey: row.shardKey, index });
  }
  if (rows.length > 0) await storeParts(ctx, source.name, rows);
  return { touched: [...objects.values()], unfit };
}
