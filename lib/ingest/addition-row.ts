import { digest128 } from "@/lib/model/digest";
import type { ContentSet } from "@/lib/contents/content-set";
import { isoOfNs } from "@/lib/model/instant";
import type { Json } from "@/lib/model/json";
import type { ModelAddition, SentSpan } from "@/lib/model/span";
import { redactSecrets } from "@/lib/privacy/redact";
import { encodeSent } from "@/lib/sent/encode-sent";

import { bodyColumns, fingerprintOf, partsOf } from "./body-columns";
import { short } from "./label";
import type { AdditionRow } from "./rows";

/** What log records say about a span -> a row. */
export function additionRow(addition: ModelAddition, shardKey: number, set: ContentSet): AdditionRow {
  const bodies = bodyColumns(addition, addition.error, set);
  const row: AdditionRow = {
    trace_id: addition.traceId,
    span_id: addition.spanId,
    addition_id: "",
    occurred_at: isoOfNs(addition.occurredAtNs),
    shard_key: shardKey,
    parts: partsOf(addition, false, false),
    prompt_fingerprint: fingerprintOf(addition, bodies.system_id),
    finish_reason: short(addition.finishReason),
    settings_id: addition.toolDefinitions?.length
      ? set.json({ tools: addition.toolDefinitions as unknown as Json })
      : null,
    ...leftOfAddition(addition, set),
    call: null,
    ...bodies,
  };
  row.addition_id = digest128(Object.values(row).join("\u001f"));
  return row;
}

function leftOfAddition(
  addition: ModelAddition,
  set: ContentSet,
): { sent: string | null; attributes_id: string | null } {
  const { records } = addition;
  if (!records?.length) return { sent: null, attributes_id: set.json(redactSecrets(addition.attributes)) };
  const sent: SentSpan = { attributes: NO_ATTRIBUTES, events: records, links: [], about: null };
  return { sent: encodeSent(sent, addition, {}, set).sent, attributes_id: null };
}

const NO_ATTRIBUTES: SentSpan["attributes"] = new Map();
