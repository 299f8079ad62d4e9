import http from "node:http";
import { randomBytes } from "node:crypto";

/**
 * Started by budgets.ts in processes of their own: an application that asks before each call and sends a span after it, or one
 * that only asks.
 */
export type BudgetOrder = { url: string; key: string; feature: string; seconds: number } & (
  | { what: "spend"; reserve: boolean; callMs: number; costUsd: string; outputTokens: number }
  | { what: "ask"; checksPerSecond: number }
);

export interface BudgetReport {
  /** When each call was allowed, epoch milliseconds. */
  allowedAt: number[];
  denied: number;
  failures: Record<string, number>;
  checkMs: number[];
  /** /api/health/live beside it. */
  floorMs: number[];
}

const DENIED_REST_MS = 50;

const agent = new http.Agent({ keepAlive: true });

function send(
  order: BudgetOrder,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; ms: number; body: string }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const request = http.request(
      `${order.url}${path}`,
      {
        method,
        agent,
        headers: {
          authorization: `Bearer ${order.key}`,
          ...(text === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            ms: performance.now() - startedAt,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(text);
  });
}

/** One model call as OpenTelemetry's conventions say it; its price is the list's. */
export function callSpan(feature: string, outputTokens: number): object {
  const now = BigInt(Date.now()) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  return {
    resourceSpans: [
      {
        resource: { attributes: [text("service.name", "bench")] },
        scopeSpans: [
          {
            scope: { name: "recount-bench" },
            spans: [
              {
                traceId: randomBytes(16).toString("hex"),
                spanId: randomBytes(8).toString("hex"),
                name: "chat gpt-4o",
                kind: 3,
                startTimeUnixNano: String(now - 50_000_000n),
                endTimeUnixNano: String(now),
                attributes: [
                  text("gen_ai.operation.name", "chat"),
                  text("gen_ai.provider.name", "openai"),
                  text("gen_ai.request.model", "gpt-4o-2024-08-06"),
                  text("recount.feature", feature),
                  { key: "gen_ai.usage.input_tokens", value: { intValue: "0" } },
                  { key: "gen_ai.usage.output_tokens", value: { intValue: String(outputTokens) } },
                ],
                status: {},
              },
            ],
          },
        ],
      },
    ],
  };
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function spend(order: Extract<BudgetOrder, { what: "spend" }>, report: BudgetReport): Promise<void> {
  const until = Date.now() + order.seconds * 1000;
  const query = `feature=${order.feature}${order.reserve ? `&reserve_usd=${order.costUsd}` : ""}`;
  while (Date.now() < until) {
    const asked = await send(order, "GET", `/api/v1/budgets/check?${query}`);
    report.checkMs.push(asked.ms);
    if (asked.status !== 200) {
      report.failures[asked.status] = (report.failures[asked.status] ?? 0) + 1;
      await rest(DENIED_REST_MS);
      continue;
    }
    const answer = JSON.parse(asked.body) as { allowed: boolean; reservation_id: string | null };
    if (!answer.allowed) {
      report.denied++;
      await rest(DENIED_REST_MS);
      continue;
    }
    report.allowedAt.push(Date.now());
    await rest(order.callMs);
    const sent = await send(order, "POST", "/v1/traces", callSpan(order.feature, order.outputTokens));
    if (sent.status !== 200)
      report.failures[`span ${sent.status}`] = (report.failures[`span ${sent.status}`] ?? 0) + 1;
    if (answer.reservation_id !== null)
      await send(order, "POST", `/api/v1/budgets/reservations/${answer.reservation_id}/settle`, {
        cost_usd: order.costUsd,
        exported: true,
      });
  }
}

/** Whenever it is time, whether or not the answer before has come: a slow answer does not make the next one look fast. */
async function ask(order: Extract<BudgetOrder, { what: "ask" }>, report: BudgetReport): Promise<void> {
  const total = order.checksPerSecond * order.seconds;
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  const note = async (path: string, list: number[]): Promise<void> => {
    const { status, ms } = await send(order, "GET", path);
    if (status === 200) list.push(ms);
    else report.failures[status] = (report.failures[status] ?? 0) + 1;
  };
  for (let n = 0; n < total; n++) {
    const ahead = (n / order.checksPerSecond) * 1000 - (performance.now() - startedAt);
    if (ahead > 0) await rest(ahead);
    answers.push(note(`/api/v1/budgets/check?feature=${order.feature}&user=user-${n % 50}`, report.checkMs));
    if (n % 10 === 0) answers.push(note("/api/health/live", report.floorMs));
  }
  await Promise.all(answers);
}

process.once("message", (order: BudgetOrder) => {
  const report: BudgetReport = { allowedAt: [], denied: 0, failures: {}, checkMs: [], floorMs: [] };
  (order.what === "spend" ? spend(order, report) : ask(order, report)).then(
    () => process.send?.(report, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
