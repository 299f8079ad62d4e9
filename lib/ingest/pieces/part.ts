import type { JsonObject } from "@/lib/model/json";
import type { ModelSpan, Rejection } from "@/lib/model/span";

/** One piece of an object (trace, observation, run) as a client sent it. */
export interface Part {
  /** Names the object within its protocol: sort and the client's own id, such as `run 0199…`. */
  object: string;
  /** When the client said it, nanoseconds since the epoch: the order of merging. 0n: it does not say. */
  atNs: bigint;
  /** 32 hex digits; null: the piece does not say. */
  traceId: string | null;
  /** As sent, with everything that the merge needs; stored without secrets and without what PostgreSQL cannot hold. */
  body: JsonObject;
}

/** A piece as it is kept. */
export interface StoredPart {
  /** 32 hex digits, a digest of the piece; decides between pieces of the same moment. */
  id: string;
  atNs: bigint;
  body: JsonObject;
}

/** A protocol whose objects come in pieces. */
export interface PartSource {
  /** Kept beside each piece, part of the object's name. */
  name: string;
  /** Keys of a body that hold content: kept to the byte. In everything else credentials are blanked. */
  content: readonly string[];
  /**
   * All known pieces of one object -> its span. Pure, and a function of the set: pieces come sorted by time, then id, each once.
   * Null: they do not make a span yet (the trace is unknown). A rejection: they never will.
   */
  merge: (parts: readonly StoredPart[]) => ModelSpan | Omit<Rejection, "index"> | null;
}
