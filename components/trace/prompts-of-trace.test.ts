import { expect, it } from "vitest";

import { promptsOfTrace } from "./prompts-of-trace";

const call = (name: string | null, version: string | null, fingerprint: string | null) => ({
  prompt: { name, version, fingerprint },
});

it("a trace names each of its prompt versions once, in the order of their first use", () => {
  expect(
    promptsOfTrace([
      call("plan", "3", "00000000000000aa"),
      { prompt: null },
      call("answer", null, "00000000000000bb"),
      call("plan", "3", "00000000000000aa"),
      call(null, null, "00000000000000cc"),
    ]),
  ).toEqual([
    { label: "plan@3", fingerprint: "00000000000000aa" },
    { label: "answer", fingerprint: "00000000000000bb" },
    { label: "00000000", fingerprint: "00000000000000cc" },
  ]);
});

it("what has neither a name nor a fingerprint goes by its version, and by nothing else", () => {
  expect(promptsOfTrace([call(null, "v2", null), call(null, null, null)])).toEqual([
    { label: "v2", fingerprint: null },
  ]);
});
