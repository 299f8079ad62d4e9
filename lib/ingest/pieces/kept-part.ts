import { digest128 } from "@/lib/model/digest";
import { shardKeyOf } from "@/lib/model/ids";
import type { Rejection } from "@/lib/model/span";
import { redactSecrets } from "@/lib/privacy/redact";

import { MAX_SPAN_CHARACTERS } from "@/lib/ingest/otlp/shape";
import { storableJson } from "@/lib/model/json-text";
import type { Part, PartSource } from "./part";
import type { PartRow } from "./store-parts";

/** A piece as it is kept: clean, without secrets, named by what it says. */
export function keptPart(
  part: Part,
  source: Pick<PartSource, "name" | "content">,
  shardKeys: readonly number[],
): PartRow | Omit<Rejection, "index"> {
  const clean = storableJson(part.body);
  if (clean === undefined)
    return {
      code: "nested_too_deep",
      message: `${part.object}: values may be nested 64 levels deep; send deeper ones as text`,
    };
  const body = JSON.stringify(
    Object.fromEntries(
      Object.entries(clean).flatMap(([key, value]) =>
        source.content.includes(key) ? [[key, value]] : Object.entries(redactSecrets({ [key]: value })),
      ),
    ),
  );
  if (body.length > MAX_SPAN_CHARACTERS)
    return { code: "part_too_large", message: `${part.object}: one event may hold up to 16 MiB` };
  const mergedAt = part.atNs / 1000n;
  const objectId = digest128(`${source.name}\n${part.object}`);
  return {
    objectId,
    partId: digest128(`${mergedAt}\n${body}`),
    shardKey: shardKeyOf(shardKeys, objectId),
    mergedAt,
    traceId: part.traceId,
    body,
  };
}
