import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

/**
 * How many vectors an embedding's output holds and how long they are: a list of numbers, a list of those, or a provider's
 * response around them. Vectors themselves are never kept: 1,536 numbers each, and nobody reads them.
 * @returns null when the value is no vectors
 */
export function vectorsIn(value: Json | undefined): JsonObject | null {
  const held = isObject(value) ? (value.data ?? value.embeddings ?? value.embedding ?? value.vectors) : value;
  if (!Array.isArray(held) || held.length === 0) return null;
  const vectors = isVector(held)
    ? [held]
    : held.map((item) => (isObject(item) ? (item.embedding ?? null) : item));
  const [first] = vectors;
  return isVector(first) ? { count: vectors.length, dimensions: first.length } : null;
}

const isVector = (value: Json | undefined): value is number[] =>
  Array.isArray(value) && value.length > 0 && typeof value[0] === "number";
