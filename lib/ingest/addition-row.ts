import { type BodyIds, carriesOf, NO_BODIES } from "@/lib/bodies/body-ids";
import { digest128 } from "@/lib/model/digest";
import type { BodySet } from "@/lib/bodies/body-set";
import { isoOfNs } from "@/lib/model/instant";
import type { Json } from "@/lib/model/json";
import type { ModelAddition, SentSpan } from "@/lib/model/span";
import { redactSecrets } from "@/lib/privacy/redact";
import { encodeSent } from "@/lib/sent/encode-sent";

import { bodyIds, fingerprintOf, inputDigestOf, partsOf } from "./carried";
import { namesIn } from "./revision";
import { short } from "./label";
import type { AdditionRow } from "./rows";

/** What log records say about a span -> a row. */
export function additionRow(addition: ModelAddition, shardKey: number, set: BodySet): AdditionRow {
  const bodies: BodyIds = {
    ...NO_BODIES,
    ...bodyIds(addition, addition.error, set),
    settings: addition.toolDefinitions?.length
      ? set.json({ tools: addition.toolDefinitions as unknown as Json })
      : null,
    ...leftOfAddition(addition, set),
  };
  const said = {
    trace_id: addition.traceId,
    span_id: addition.spanId,
    occurred_at: isoOfNs(addition.occurredAtNs),
    shard_key: shardKey,
    parts: partsOf(addition, false, false),
    prompt_fingerprint: fingerprintOf(addition, bodies.system),
    finish_reason: short(addition.finishReason),
  };
  return {
    ...said,
    addition_id: digest128([...Object.values(said), ...namesIn(bodies)].join("\u001f")),
    body_ref: null,
    carries: carriesOf(bodies),
    input_digest: inputDigestOf(bodies),
    call: null,
    bodies,
  };
}

function leftOfAddition(addition: ModelAddition, set: BodySet): Pick<BodyIds, "sent" | "attributes"> {
  const { records } = addition;
  if (!records?.length) return { sent: null, attributes: set.json(redactSecrets(addition.attributes)) };
  const sent: SentSpan = { attributes: NO_ATTRIBUTES, events: records, links: [], about: null };
  return { sent: set.text(encodeSent(sent, addition, {}, set).sent), attributes: null };
}

const NO_ATTRIBUTES: SentSpan["attributes"] = new Map();
