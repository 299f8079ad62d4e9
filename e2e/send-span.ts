import { randomBytes } from "node:crypto";

import { type APIRequestContext, expect } from "@playwright/test";

import { authorization } from "./sign-in";

interface OneSpan {
  name: string;
  feature: string;
  /** What somebody said. */
  input?: string;
  failed?: boolean;
  secondsAgo?: number;
}

/** A trace of one model call; returns its id as soon as it is accepted. */
export async function sendSpan(
  request: APIRequestContext,
  { name, feature, input = "Hello", failed, secondsAgo = 1 }: OneSpan,
): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const start = BigInt(Date.now() - secondsAgo * 1000) * 1_000_000n;
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: input }] }]),
    "recount.feature": feature,
  };
  const sent = await request.post("/v1/traces", {
    headers: authorization,
    data: {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId,
                  spanId: randomBytes(8).toString("hex"),
                  name,
                  kind: 3,
                  startTimeUnixNano: String(start),
                  endTimeUnixNano: String(start + 400_000_000n),
                  attributes: Object.entries(attributes).map(([key, stringValue]) => ({
                    key,
                    value: { stringValue },
                  })),
                  ...(failed ? { status: { code: 2, message: "refused" } } : {}),
                },
              ],
            },
          ],
        },
      ],
    },
  });
  expect(sent.status()).toBe(200);
  return traceId;
}

/** Until the list holds so many traces of a feature. */
export async function untilListed(request: APIRequestContext, feature: string, count: number): Promise<void> {
  await expect
    .poll(async () => {
      const answer = await request.get(`/api/v1/traces?feature=${feature}&limit=200`, {
        headers: authorization,
      });
      return ((await answer.json()) as { data: unknown[] }).data.length;
    })
    .toBe(count);
}
