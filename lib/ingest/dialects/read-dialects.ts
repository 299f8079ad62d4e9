import type { JsonObject } from "@/lib/model/json";

import { adk } from "./adk";
import { aiSdk } from "./ai-sdk";
import { aiSdk7 } from "./ai-sdk-7";
import { bareUsage } from "./bare-usage";
import { claudeCode } from "./claude-code";
import { cloudflare } from "./cloudflare";
import { codex } from "./codex";
import type { Concepts, Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { genai } from "./genai";
import { genaiEvents } from "./genai-events";
import { genaiFlattened } from "./genai-flattened";
import { genkit } from "./genkit";
import { haystack } from "./haystack";
import { laminar } from "./laminar";
import { langfuse } from "./langfuse";
import { langsmith } from "./langsmith";
import { litellm } from "./litellm";
import { llamaindex } from "./llamaindex";
import { logfire } from "./logfire";
import { mlflow } from "./mlflow";
import { openinference } from "./openinference";
import { otherUsage } from "./other-usage";
import { plain } from "./plain";
import { pydanticAi } from "./pydantic-ai";
import { recount } from "./recount";
import { springAi } from "./spring-ai";
import { traceloop } from "./traceloop";
import { vectorStore } from "./vector-store";

/** Every dialect that may be spoken, in the order in which they are believed where several say the same. */
const DIALECTS: readonly Dialect[] = [
  recount,
  langfuse,
  langsmith,
  claudeCode,
  genai,
  aiSdk,
  aiSdk7,
  openinference,
  traceloop,
  mlflow,
  laminar,
  pydanticAi,
  adk,
  genkit,
  haystack,
  springAi,
  litellm,
  llamaindex,
  codex,
  cloudflare,
  vectorStore,
  genaiFlattened,
  genaiEvents,
  logfire,
  bareUsage,
  otherUsage,
  plain,
];

/** Concepts that other dialects are believed about first. */
const PREFERRED: { readonly [Concept in keyof Concepts]?: readonly Dialect[] } = {
  kind: [langfuse, claudeCode, logfire, aiSdk, langsmith, openinference, genai, traceloop, mlflow, laminar],
  input: [genai, aiSdk, openinference, langfuse],
  output: [litellm, genai, aiSdk, openinference, langfuse],
  functionName: [genai, aiSdk],
  sessionId: [langfuse, plain, genai],
  userId: [langfuse, plain, genai],
};

/** What each dialect said that was spoken, in the order of DIALECTS. */
export type Readings = readonly { dialect: Dialect; reading: Reading }[];

export function readDialects(facts: Facts): Readings {
  const readings: { dialect: Dialect; reading: Reading }[] = [];
  for (const dialect of DIALECTS)
    if (dialect.matches(facts)) readings.push({ dialect, reading: dialect.read(facts) });
  return readings;
}

/** The concept as the dialect says it that is believed most about it. */
export function pick<Concept extends keyof Concepts>(
  readings: Readings,
  concept: Concept,
): Concepts[Concept] | null {
  const preferred = readings.length > 1 ? PREFERRED[concept] : undefined;
  if (preferred !== undefined)
    for (const dialect of preferred)
      for (const one of readings) {
        const value = one.dialect === dialect ? one.reading[concept] : null;
        if (value !== undefined && value !== null) return value;
      }
  for (const { reading } of readings) {
    const value = reading[concept];
    if (value !== undefined && value !== null) return value;
  }
  return null;
}

/** Maps of all dialects in one; where two have a key, the one that is believed more. */
export function merged(readings: Readings, concept: "metadata" | "parameters"): JsonObject {
  const sum: JsonObject = {};
  for (let index = readings.length - 1; index >= 0; index--) {
    const value = readings[index]?.reading[concept];
    if (value) Object.assign(sum, value);
  }
  return sum;
}
