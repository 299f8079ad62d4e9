import http from "node:http";

import { bodyTemplate } from "./body-template";

/** Started by load.ts in a process of its own: keeps `connections` requests under way for `seconds` and reports. */
export interface LoadOrder {
  url: string;
  key: string;
  connections: number;
  seconds: number;
  /** No more than this; as fast as it goes unless told. */
  spansPerSecond?: number;
}

export interface LoadReport {
  spans: number;
  traces: number;
  requests: number;
  /** Requests that were told to come back later, and did. */
  retried: number;
  /** Answers that were neither success nor "later", by status. */
  failures: Record<string, number>;
  bytes: number;
  seconds: number;
  /** The longest time without an acknowledgement on any connection, in milliseconds. */
  longestGapMs: number;
  /** Milliseconds from sending a request to the last byte of its answer, in no order. */
  latenciesMs: number[];
}

const TEMPLATES = 16;
const TRACES_A_BODY = 20;

const post = (
  agent: http.Agent,
  order: LoadOrder,
  body: Buffer,
): Promise<{ status: number; retryAfterMs: number }> =>
  new Promise((resolve, reject) => {
    const request = http.request(
      `${order.url}/v1/traces`,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/x-protobuf",
          "content-length": body.length,
          authorization: `Bearer ${order.key}`,
        },
      },
      (response) => {
        response.resume();
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfterMs: Number(response.headers["retry-after"] ?? 1) * 1000,
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });

/** Waits while more was sent than the rate allows by now. */
async function keepTo(spansPerSecond: number | undefined, sent: number, startedAt: number): Promise<void> {
  if (spansPerSecond === undefined) return;
  const ahead = (sent / spansPerSecond) * 1000 - (performance.now() - startedAt);
  if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const templates = Array.from({ length: TEMPLATES }, (_, seed) => bodyTemplate(TRACES_A_BODY, seed));
  const agent = new http.Agent({ keepAlive: true, maxSockets: order.connections });
  const report: LoadReport = {
    spans: 0,
    traces: 0,
    requests: 0,
    retried: 0,
    failures: {},
    bytes: 0,
    seconds: 0,
    longestGapMs: 0,
    latenciesMs: [],
  };
  let turn = 0;
  const startedAt = performance.now();
  const until = startedAt + order.seconds * 1000;
  let acknowledgedAt = startedAt;

  const connection = async (): Promise<void> => {
    while (performance.now() < until) {
      await keepTo(order.spansPerSecond, report.spans, startedAt);
      const template = templates[turn++ % templates.length]!;
      const body = template.fresh(BigInt(Date.now()) * 1_000_000n);
      // The same bytes again until they are acknowledged, as a client would: what is unknown to be stored is not counted.
      for (;;) {
        const sentAt = performance.now();
        const { status, retryAfterMs } = await post(agent, order, body).catch(() => ({
          status: 0,
          retryAfterMs: 200,
        }));
        if (status === 200) {
          const now = performance.now();
          report.latenciesMs.push(now - sentAt);
          report.longestGapMs = Math.max(report.longestGapMs, now - acknowledgedAt);
          acknowledgedAt = now;
          report.requests += 1;
          report.spans += template.spans;
          report.traces += template.traces;
          report.bytes += body.length;
          break;
        }
        if (status !== 429 && status !== 503 && status !== 0) {
          report.failures[status] = (report.failures[status] ?? 0) + 1;
          break;
        }
        report.retried += 1;
        if (performance.now() > until + 30_000) break;
        await new Promise((resolve) => setTimeout(resolve, Math.min(retryAfterMs, 5_000)));
      }
    }
  };
  await Promise.all(Array.from({ length: order.connections }, connection));
  report.seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return report;
}

// Whoever asked for load is gone: nobody waits for a report.
process.once("disconnect", () => process.exit());

process.once("message", (order: LoadOrder) => {
  run(order).then(
    (report) => process.send?.(report, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
