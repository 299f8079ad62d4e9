import { DECISION_KEYS } from "@/lib/model/decision";
import { FLAG } from "@/lib/model/flags";
import type { FlagName } from "@/lib/model/flags";
import { nsOfIso } from "@/lib/model/instant";
import type { Json, JsonObject } from "@/lib/model/json";
import type { Document } from "@/lib/model/message";

import type { OtlpResource } from "../otlp/shape";
import type { Dialect } from "./dialect";
import { textOrNull } from "./facts";
import type { Facts } from "./facts";
import { FAMILY, familiesOf } from "./families";

const FLAGS: Record<string, FlagName> = {
  "recount.simulated": "simulated",
  "recount.tokens.estimated": "tokensEstimated",
  "recount.clock.synthetic": "clockSynthetic",
  "recount.side_effect": "sideEffect",
};

/** Our own words, for what no convention has a word for; they win over every client's. */
export const recount: Dialect = {
  name: "recount",
  matches: (facts) => facts.hasFamily("recount") || resourceSays(facts.resource),
  read(facts) {
    const said = (key: string): Json | undefined => facts.value(key) ?? facts.resource.attributes.get(key);
    const text = (key: string): string | null => textOrNull(said(key));
    return {
      feature: text("recount.feature"),
      promptName: text("recount.prompt.name"),
      promptLabel: text("recount.prompt.version"),
      flags: Object.entries(FLAGS).reduce(
        (bits, [key, name]) => (isTrue(said(key)) ? bits | FLAG[name] : bits),
        0,
      ),
      metadata: decision(said),
      ttftNs: firstToken(facts),
    };
  },
};

/** Thousands of spans share a resource, whose attributes nobody counts but its sender: looked through once. */
const sayingResources = new WeakMap<OtlpResource, boolean>();

function resourceSays(resource: OtlpResource): boolean {
  let says = sayingResources.get(resource);
  if (says === undefined)
    sayingResources.set(resource, (says = (familiesOf(resource.attributes) & FAMILY.recount) !== 0));
  return says;
}

const isTrue = (value: Json | undefined): boolean => value === true || value === "true";

/** What was decided about whom, and who approved it: found by subject, so it rests in the metadata. */
function decision(said: (key: string) => Json | undefined): JsonObject | null {
  const found: JsonObject = {};
  for (const [key, name] of Object.entries(DECISION_KEYS)) {
    const value = said(`recount.decision.${key}`);
    if (value !== undefined) found[name] = value;
  }
  const approvedBy = said("recount.approved_by");
  if (approvedBy !== undefined) found.approved_by = approvedBy;
  return Object.keys(found).length > 0 ? found : null;
}

/** An absolute time, ISO or nanoseconds as text. */
function firstToken(facts: Facts): bigint | null {
  const text = facts.text("recount.first_token_at");
  if (text === null) return null;
  const at = /^\d{16,20}$/.test(text) ? BigInt(text) : nsOfIso(text);
  return at === null ? null : at - facts.span.startNs;
}

/** `recount.document.updated_at` on a span dates its documents: one time for all, or a list in their order. */
export function dated(documents: Document[] | null, facts: Facts): Document[] | null {
  if (documents === null || !facts.has("recount.document.updated_at")) return documents;
  const said = facts.value("recount.document.updated_at");
  return documents.map((document, index) => {
    const at = textOrNull(Array.isArray(said) ? said[index] : said);
    return at === null || document.updated_at !== undefined ? document : { ...document, updated_at: at };
  });
}
