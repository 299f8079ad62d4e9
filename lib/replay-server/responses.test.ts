import { expect, it } from "vitest";

import { openaiResponse, openaiResponseEvents, repeatedOf } from "./responses";
import type { RecordedAnswer } from "./recorded-answer";

const answer: RecordedAnswer = {
  spanId: "a1",
  model: "m",
  createdAt: 1,
  choices: [{ thoughts: [], text: "On Friday.", refusal: null, calls: [], finish: "stop" }],
  usage: null,
  notRecorded: [],
};

it("a response repeats what the provider repeats of a request, and nothing else of it", () => {
  const repeated = repeatedOf({
    instructions: "Be brief.",
    temperature: 0,
    tools: [{ type: "function", name: "f" }],
    user: null,
    input: "When?",
    id: "mine",
    output: [],
  });
  expect(openaiResponse(answer, repeated)).toMatchObject({
    id: "resp_a1",
    instructions: "Be brief.",
    temperature: 0,
    tools: [{ type: "function", name: "f" }],
    tool_choice: "auto",
    output: [{ content: [{ text: "On Friday." }] }],
  });
  expect(openaiResponse(answer, repeated)).not.toHaveProperty("input");
  expect(openaiResponseEvents(answer, repeated).at(-1)?.data).toMatchObject({
    response: { status: "completed", instructions: "Be brief." },
  });
});
