import { FLAG } from "@/lib/model/flags";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { jsonOrText } from "@/lib/model/json-text";
import type { Reading } from "./dialect";
import { documentsOf } from "./documents";
import type { Facts } from "./facts";
import { isTruncationKey, STEP_METADATA } from "./genai-step-keys";

/** What the GenAI conventions tell of guardrails, memory and agents beside model calls. Empty where they tell nothing. */
export function genaiSteps(facts: Facts, kind: SpanKind | null, operation: string | null): Reading {
  const isMemory = (kind === "retrieval" || kind === "other") && operation?.includes("memory") === true;
  if (kind !== "guardrail" && !isMemory && !facts.hasFamily("gen_ai step")) return NOTHING;
  const step = kind === "guardrail" ? guardrail(facts) : isMemory ? memory(facts) : NOTHING;
  const metadata = metadataOf(facts);
  return metadata === null ? step : { ...step, metadata };
}

const NOTHING: Reading = {};

const GUARDRAIL = "gen_ai.guardrail.";
/** The contents that were judged; everything else below the prefix tells how. */
const JUDGED = /content\.(?:input|output)\.value$/;

/**
 * What a guardrail was given and what it said: verdict, result, action and risks in the words of whoever judged. The component is
 * the function that judged.
 */
function guardrail(facts: Facts): Reading {
  const said: JsonObject = {};
  const judged: JsonObject = {};
  for (const [key, value] of facts.below(GUARDRAIL)) {
    const name = JUDGED.exec(key);
    if (name !== null) judged[key.includes("content.input") ? "input" : "output"] = jsonOrText(value);
    else if (key !== "component.name") said[key] = value;
  }
  const component = facts.peekText(`${GUARDRAIL}component.name`);
  const contents = Object.values(judged);
  return {
    ...(component === null ? {} : { functionName: component }),
    ...(contents.length === 0 ? {} : { inputValue: contents.length === 1 ? contents[0] : judged }),
    ...(Object.keys(said).length === 0 ? {} : { outputValue: said }),
  };
}

/** A search's query and what it found, as of any retrieval; of the other operations, what was written. */
function memory(facts: Facts): Reading {
  const query = facts.value("gen_ai.memory.query.text");
  const records = facts.value("gen_ai.memory.records");
  const documents = documentsOf(records);
  return {
    ...(query === undefined
      ? documents === null || facts.peek("gen_ai.operation.name") === "search_memory"
        ? {}
        : { inputValue: records }
      : { inputValue: query }),
    documents,
    ...(documents === null && records !== undefined ? { outputValue: records } : {}),
  };
}

/** Found by what they say, so it rests in the metadata. */
function metadataOf(facts: Facts): JsonObject | null {
  if (!facts.hasFamily("gen_ai step")) return null;
  const found: JsonObject = {};
  for (const [key, name] of STEP_METADATA) {
    const value: Json | undefined = facts.value(key);
    if (value !== undefined) found[name] = value;
  }
  return Object.keys(found).length === 0 ? null : found;
}

export function truncatedBySender(facts: Facts): number {
  if (!facts.hasFamily("truncated")) return 0;
  for (const [key, value] of facts.attributes)
    if (isTruncationKey(key) && (value === true || value === "true")) return FLAG.truncated;
  return 0;
}
