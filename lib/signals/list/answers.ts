import { messageText } from "@/lib/model/message";

import { fitsDefinition } from "../fits-definition";
import { isRefusal } from "../is-refusal";
import type { ModelCall } from "../interaction";
import type { Signal } from "../signal";

/** What models answer. */
export const ANSWERS: readonly Signal[] = [
  {
    name: "finish_reasons",
    label: "Finish reasons",
    kind: "mix",
    unit: "share",
    direction: "both",
    words: { up: "more calls end so", down: "fewer calls end so" },
    of: ({ calls }) => calls.flatMap(({ finishReason }) => finishReason ?? []),
  },
  {
    name: "output_length",
    label: "Length of answers",
    kind: "distribution",
    unit: "characters",
    direction: "both",
    words: { up: "answers are longer", down: "answers are shorter" },
    reads: "texts",
    of: ({ texts, isError }) => (isError || !texts?.output ? null : texts.output.length),
  },
  {
    name: "refused",
    label: "Refusals",
    kind: "share",
    unit: "share",
    direction: "both",
    words: { up: "more answers refuse", down: "fewer answers refuse" },
    reads: "texts",
    of: ({ failure, texts, calls }) =>
      failure === "refusal" || failure === "content_filter"
        ? true
        : texts === null || calls.length === 0
          ? null
          : texts.output !== null && isRefusal(texts.output),
  },
  {
    name: "empty",
    label: "Empty answers",
    kind: "share",
    unit: "share",
    direction: "up",
    words: { up: "more answers are empty", down: "fewer answers are empty" },
    reads: "texts",
    of: ({ calls }) =>
      calls.flatMap(({ isError, output }) => (isError || output === null ? [] : output.every(saysNothing))),
  },
  {
    name: "malformed_json",
    label: "Answers that are no JSON though asked for",
    kind: "share",
    unit: "share",
    direction: "up",
    words: {
      up: "more answers are not the JSON that was asked for",
      down: "more answers are the JSON that was asked for",
    },
    reads: "texts",
    of: ({ calls }) => calls.flatMap((call) => isMalformed(call) ?? []),
  },
  {
    name: "bad_arguments",
    label: "Tool arguments that break their schema",
    kind: "share",
    unit: "share",
    direction: "up",
    words: { up: "more tool arguments break their schema", down: "fewer tool arguments break their schema" },
    reads: "texts",
    of: ({ calls }) =>
      calls.flatMap(({ output, toolDefinitions }) =>
        (output ?? [])
          .flatMap(({ tool_calls = [] }) => tool_calls)
          .flatMap((call) => fitsDefinition(call, toolDefinitions) ?? [])
          .map((fits) => !fits),
      ),
  },
];

const saysNothing = (message: NonNullable<ModelCall["output"]>[number]): boolean =>
  messageText(message).trim() === "" &&
  (message.tool_calls ?? []).length === 0 &&
  // Media and refusals are answers.
  (typeof message.content === "string" ||
    (message.content ?? []).every(({ type }) => type === "text" || type === "reasoning"));

/** Null: no JSON was asked for, or it asked for tools instead. */
function isMalformed({ wantsJson, isError, output }: ModelCall): boolean | null {
  if (!wantsJson || isError || output === null) return null;
  const text = output.map(messageText).join("").trim();
  if (text === "") return null;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
