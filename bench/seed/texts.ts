import type { DocumentId } from "@/lib/bodies/body-ids";
import { BodySet } from "@/lib/bodies/body-set";
import { promptFingerprint } from "@/lib/model/prompt-fingerprint";
import type { JsonObject } from "@/lib/model/json";

import { FEATURES, releaseOn, type Feature } from "./features";
import { FAILING } from "./failing";
import { randomFrom, type Random } from "./random";

/** One question with all that is said about it, by name of a body. */
export interface Dialogue {
  questionId: string;
  answerId: string;
  /** Messages of the first call, and of the one that has seen tools. */
  context: string[];
  laterContext: string[];
  answerMessageId: string;
  /** A message that asks for the feature's tools. */
  askMessageId: string;
  documents: DocumentId[];
}

export interface FeatureTexts {
  feature: Feature;
  /** By version: text, fingerprint and roughly how many tokens. */
  prompts: { systemId: string; fingerprint: string; tokens: number }[];
  settingsId: string | null;
  /** Tokens that the tools' definitions take of each input. */
  toolTokens: number;
  dialogues: Dialogue[];
  tools: { name: string; argumentIds: string[]; resultIds: string[] }[];
}

export interface Texts {
  set: BodySet;
  byFeature: Map<string, FeatureTexts>;
  /** Resource attributes by service, environment and release. */
  resourceId: (service: string, environment: string, release: string) => string;
  errorIds: Map<string, string>;
}

const DIALOGUES = 120;
const WORDS =
  "the a customer order refund flight seat policy within days after delivery please check status account invoice change date city hotel booking price rule applies only when cancelled before departure support agent answer document section explains how to reset contact team market growth revenue quarter company report shows meeting notes decision owner deadline code function returns value error test coverage memory".split(
    " ",
  );

const sentence = (random: Random, words: number): string => {
  const text = Array.from({ length: words }, () => random.pick(WORDS)).join(" ");
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
};
const prose = (random: Random, sentences: number): string =>
  Array.from({ length: sentences }, () => sentence(random, 8 + random.below(9))).join(" ");

/**
 * What is said in the simulated application: a hundred dialogues a feature, shared by its traces, so that ten million spans
 * have texts to open and the store is made of what lists and figures read.
 */
export function makeTexts(seed: number, days: number): Texts {
  const random = randomFrom(seed, 11);
  const set = new BodySet();
  const byFeature = new Map(FEATURES.map((feature) => [feature.name, textsOf(feature, random, set)]));
  const resources = new Map<string, string>();
  const resourceId = (service: string, environment: string, release: string): string => {
    const key = `${service} ${environment} ${release}`;
    let id = resources.get(key);
    if (id === undefined) {
      id = set.json({
        "service.name": service,
        "deployment.environment.name": environment,
        "service.version": release,
      }) as string;
      resources.set(key, id);
    }
    return id;
  };
  for (const { service } of FEATURES)
    for (const environment of ["production", "staging"])
      for (let day = 0; day <= days; day++) resourceId(service, environment, releaseOn(day, environment));
  const errorIds = new Map(
    FAILING.map(({ errorType, message }) => [errorType, set.json({ message }) as string]),
  );
  return { set, byFeature, resourceId, errorIds };
}

function textsOf(feature: Feature, random: Random, set: BodySet): FeatureTexts {
  const definitions = feature.tools.map((name) => ({
    name,
    description: sentence(random, 14),
    parameters: { type: "object", properties: { query: { type: "string" } } },
  }));
  const prompts = feature.prompts.map(({ length }, version) => {
    const sentences = Math.round(18 * length);
    const system = `You are the assistant of ${feature.name}, revision ${"I".repeat(version + 1)}. ${prose(random, sentences)}`;
    return {
      systemId: set.text(system),
      fingerprint: promptFingerprint(system, definitions.length === 0 ? null : definitions),
      tokens: Math.round(system.length / 4.5),
    };
  });
  const settings: JsonObject = { parameters: { temperature: 0.2, max_tokens: 2_000 } };
  if (definitions.length > 0) settings.tools = definitions;
  return {
    feature,
    prompts,
    settingsId: set.json(settings),
    toolTokens: definitions.length * 60,
    dialogues: Array.from({ length: DIALOGUES }, () => dialogue(feature, random, set)),
    tools: feature.tools.map((name) => ({
      name,
      argumentIds: Array.from({ length: 40 }, () => set.value({ query: sentence(random, 5) })),
      resultIds: Array.from({ length: 40 }, () =>
        set.value({ found: random.below(9), text: prose(random, 3) }),
      ),
    })),
  };
}

function dialogue(feature: Feature, random: Random, set: BodySet): Dialogue {
  const question = `${sentence(random, 6 + random.below(14)).slice(0, -1)}?`;
  const answer = prose(random, 2 + random.below(6));
  const asked = {
    role: "assistant",
    content: null,
    tool_calls: feature.tools
      .slice(0, 3)
      .map((name, index) => ({ id: `call_${index}`, name, arguments: { query: sentence(random, 5) } })),
  };
  const messages = [{ role: "user", content: question }];
  const results = asked.tool_calls.map(({ id }) => ({
    role: "tool",
    tool_call_id: id,
    content: prose(random, 2),
  }));
  return {
    questionId: set.text(question),
    answerId: set.text(answer),
    context: set.messages(messages),
    laterContext: set.messages([...messages, asked, ...results]),
    answerMessageId: set.message({ role: "assistant", content: answer }),
    askMessageId: set.message(asked),
    documents: set.documents(
      Array.from({ length: 3 }, (_, index) => ({
        id: `doc-${random.below(4_000)}`,
        content: prose(random, 4),
        score: 0.92 - index * 0.07,
      })),
    ),
  };
}
