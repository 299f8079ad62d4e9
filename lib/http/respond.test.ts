import { expect, it } from "vitest";
import { connect } from "@/db/client";
import { KeyRing } from "@/lib/auth/authenticate";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";
import { failureResponse } from "./respond";
import { incoming } from "./testing";

/** Nothing listens there. */
const away = () => connect("postgres://recount@127.0.0.1:1/recount", { role: null, max: 1 });

it("a database that is away is 503 with a time to come back, so that nobody drops what they send", async () => {
  const keys = new KeyRing(away());
  const headers = { authorization: "Bearer rk_of_somebody_unknown", "content-type": "application/json" };
  const request = incoming("http://recount/v1/traces", { method: "POST", body: "{}", headers });
  const otlp = await receiveOtlp("traces", request, async () => {
    await keys.authenticate(request.headers, "ingest");
    throw new Error("the key was known without a database");
  });
  expect([otlp.status, otlp.headers["retry-after"], JSON.parse(Buffer.from(otlp.body).toString())]).toEqual([
    503,
    "2",
    { code: 14, message: expect.stringContaining("send this again later") },
  ]);
  const answer = failureResponse(
    new Request("http://recount"),
    await away()`select 1`.catch((error: unknown) => error),
  );
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
});

it("what nobody foresaw is 500 without its cause", async () => {
  const answer = failureResponse(new Request("http://recount"), new Error("secret"));
  expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining("secret")]);
});
