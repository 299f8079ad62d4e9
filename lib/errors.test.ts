import { describe, expect, it } from "vitest";
import { z } from "zod";

import { Failure, oneStop } from "./errors";
import { parseQuery } from "./http/query";

describe("a message made of a sentence and a full stop", () => {
  it.each([
    ["like 250 or 0.50..", "like 250 or 0.50."],
    ["Really?.", "Really?"],
    ["The list could not be fetched: it is gone!.", "The list could not be fetched: it is gone!"],
    [
      "It cannot be used: there is none.. Put that right.",
      "It cannot be used: there is none. Put that right.",
    ],
    ["One.", "One."],
    ["and so on...", "and so on..."],
    ["the folder ../up and 1..2", "the folder ../up and 1..2"],
  ])("%j", (text, wanted) => {
    expect(oneStop(text)).toBe(wanted);
    const failure = new Failure("bad_request", text, { details: [{ path: "x", message: text }] });
    expect([failure.message, failure.details]).toEqual([wanted, [{ path: "x", message: wanted }]]);
  });

  it("of several parameters has one", () => {
    const amount = z.string().regex(/^\d+$/, { error: "Give dollars, like 0.50." });
    const ask = () => parseQuery(z.object({ a: amount, b: amount }), new URLSearchParams("a=x&b=y"));
    expect(ask).toThrow("The query is wrong: a: Give dollars, like 0.50; b: Give dollars, like 0.50.");
  });
});
