import { FLAG } from "@/lib/model/flags";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { jsonOrText, parsePython } from "@/lib/model/json-text";
import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { metadataParameters, RUN_KINDS, runBodies, runMetadata, usageCost } from "./langsmith-run";
import { langsmithUsage } from "./langsmith-usage";
import { invocationParameters } from "./parameters";
import { tagsOf } from "./plain";
import { lookUp } from "./look-up";
import type { ReportedUsage } from "./reported-usage";
import { usageOfObject } from "./usage-attributes";

/** LangSmith's runs translated to OpenTelemetry by its own SDK: inputs and outputs whole, in GenAI's attributes for texts. */
export const langsmith: Dialect = {
  name: "langsmith",
  matches: (facts) => facts.hasFamily("langsmith") || facts.scope.name === "langsmith",
  read(facts) {
    const kind = lookUp(RUN_KINDS, facts.text("langsmith.span.kind")?.toLowerCase() ?? "") ?? null;
    facts.drop(
      "langsmith.traceable",
      "langsmith.span.parent_id",
      "langsmith.traceable_parent_otel_span_id",
      "langsmith.trace.name",
    );
    const streaming = facts.flag("langsmith.request.streaming");
    return {
      kind,
      flags: facts.flag("langsmith.is_root") === true ? FLAG.appRoot : 0,
      // The SDK says it of every stream; spans made by hand say it of none.
      streaming: streaming ?? (kind === "llm" && facts.scope.name === "langsmith" ? false : null),
      service: facts.text("langsmith.trace.session_name"),
      tags: tagsOf(facts.value("langsmith.span.tags")),
      ...metadataOf(facts),
      ...runBodies(kind, facts.span.name, facts.value("gen_ai.prompt"), facts.value("gen_ai.completion")),
    };
  },
};

function metadataOf(facts: Facts): Reading {
  const reported = facts.object("langsmith.usage_metadata");
  const details = detailsOf(facts);
  const metadata: JsonObject = Object.fromEntries(
    facts.below("langsmith.metadata.").map(([key, value]): [string, Json] => [key, jsonOrText(value)]),
  );
  const usage = reported ?? (isObject(metadata.usage_metadata) ? metadata.usage_metadata : null);
  const request = jsonOrText(facts.peek("gen_ai.prompt") ?? null);
  const { parameters } = invocationParameters({
    ...(isObject(request) && request.messages !== undefined ? request : {}),
    ...metadataParameters(metadata),
  });
  return {
    ...runMetadata(metadata),
    parameters,
    usage: langsmithUsage(usage) ?? details,
    reportedCostUsd: usageCost(usage),
  };
}

/**
 * The parts of LangChain's `usage_metadata`, as JSON or as Python writes it, beside GenAI's counts: inclusive of the cache for every
 * provider. What is no object stays to be seen.
 */
function detailsOf(facts: Facts): ReportedUsage | null {
  const parts: JsonObject = {};
  for (const side of ["input_token_details", "output_token_details"]) {
    const key = `gen_ai.usage.${side}`;
    const said = jsonOrText(facts.peek(key) ?? null);
    const details = typeof said === "string" ? parsePython(said) : said;
    if (!isObject(details)) continue;
    facts.drop(key);
    parts[side] = details;
  }
  const counts = usageOfObject(parts);
  return Object.keys(counts).length === 0
    ? null
    : { ...counts, style: "inclusive", rule: "langsmith-details" };
}
