import { randomBytes } from "node:crypto";

import { type APIRequestContext, expect } from "@playwright/test";

import { authorization } from "./sign-in";

type Value = string | number;

const attribute = ([key, value]: [string, Value]) => ({
  key,
  value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
});

const json = JSON.stringify;
const text = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

/**
 * A support agent that looks a booking up and fails to refund it (or does), sent as an OpenTelemetry client sends it; returns once
 * its derived figures can be read.
 */
export async function sendRefundTrace(
  request: APIRequestContext,
  { refunds = false } = {},
): Promise<{ traceId: string; sessionId: string }> {
  const traceId = randomBytes(16).toString("hex");
  const sessionId = `session-${traceId.slice(0, 8)}`;
  const base = BigInt(Date.now() - 60_000) * 1_000_000n;
  const ids = { root: id(), first: id(), tool: id(), second: id() };
  const system = json([{ type: "text", content: "You help travellers with refunds." }]);
  const ask = text("user", "Please refund booking 4WQ150");
  const call = {
    role: "assistant",
    parts: [{ type: "tool_call", id: "call-1", name: "refund", arguments: { booking: "4WQ150" } }],
  };
  const result = {
    role: "tool",
    parts: [{ type: "tool_call_response", id: "call-1", response: refunds ? "refunded" : "declined" }],
  };
  const model = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": "gpt-4o",
    "gen_ai.system_instructions": system,
  };
  const span = (
    spanId: string,
    parentSpanId: string,
    name: string,
    from: number,
    to: number,
    attributes: Record<string, Value>,
    error?: string,
  ) => ({
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: 1,
    startTimeUnixNano: String(base + BigInt(from) * 1_000_000n),
    endTimeUnixNano: String(base + BigInt(to) * 1_000_000n),
    attributes: Object.entries(attributes).map(attribute),
    ...(error === undefined ? {} : { status: { code: 2, message: error } }),
  });
  const spans = [
    span(ids.root, "", "invoke_agent refunds", 0, 3000, {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "refunds",
      "recount.feature": "refunds",
      "session.id": sessionId,
      "user.id": "traveller-7",
    }),
    span(ids.first, ids.root, "chat gpt-4o", 10, 1200, {
      ...model,
      "gen_ai.usage.input_tokens": 1310,
      "gen_ai.usage.output_tokens": 20,
      "gen_ai.input.messages": json([ask]),
      "gen_ai.output.messages": json([call]),
    }),
    span(
      ids.tool,
      ids.root,
      "execute_tool refund",
      1210,
      1800,
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "refund",
        "gen_ai.tool.call.id": "call-1",
        "gen_ai.tool.call.arguments": json({ booking: "4WQ150" }),
        ...(refunds ? {} : { "error.type": "RefundDeclined" }),
      },
      refunds ? undefined : "the bank declined",
    ),
    span(ids.second, ids.root, "chat gpt-4o", 1810, 2990, {
      ...model,
      "gen_ai.usage.input_tokens": 1400,
      "gen_ai.usage.output_tokens": 84,
      "gen_ai.input.messages": json([ask, call, result]),
      "gen_ai.output.messages": json([
        text("assistant", refunds ? "Your refund is on its way." : "Your bank declined the refund."),
      ]),
    }),
  ];
  const resource = {
    attributes: Object.entries({
      "service.name": "refunds",
      "deployment.environment.name": "production",
    }).map(attribute),
  };
  const sent = await request.post("/v1/traces", {
    headers: authorization,
    data: { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] },
  });
  expect(sent.status()).toBe(200);
  await expect
    .poll(
      async () =>
        (await (await request.get(`/api/v1/traces/${traceId}`, { headers: authorization })).json())
          .completeness?.cost,
    )
    .toBe(true);
  return { traceId, sessionId };
}

const id = (): string => randomBytes(8).toString("hex");
