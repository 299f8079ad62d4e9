import { randomBytes } from "node:crypto";

import type { Sql } from "@/db/client";
import type { TestDatabase } from "@/db/testing";
import { makeApiKey } from "@/lib/auth/api-key";
import { KeyRing } from "@/lib/auth/authenticate";
import { PriceBook } from "@/lib/cost/price-book";
import { GroupCommit } from "@/lib/ingest/group-commit";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import type { Signal } from "@/lib/ingest/otlp/answer";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";
import { incoming } from "@/lib/http/testing";

import { IngestUsage } from "./ingest-usage";
import { IngestRequest } from "./ingest-request";

/** A key of the project that may send. */
export async function makeKey(
  owner: Sql,
  projectId: number,
  limits: { spans?: number; requests?: number; scopes?: string[] } = {},
): Promise<{ id: number; key: string }> {
  const { key, prefix, hash } = makeApiKey();
  const [row] = await owner<{ id: number }[]>`
    insert into api_keys (project_id, name, prefix, key_hash, scopes, max_spans_per_second, max_requests_per_second)
    values (${projectId}, 'test', ${prefix}, ${hash}, ${limits.scopes ?? ["ingest"]}::text[], ${limits.spans ?? null}, ${limits.requests ?? null})
    returning id`;
  if (!row) throw new Error("the key was not made");
  return { id: row.id, key };
}

/** The ingest side of one server process, without its HTTP server. */
export function serverProcess(
  { app: sql, pipeline }: Pick<TestDatabase, "app" | "pipeline">,
  now?: () => Date,
) {
  const keys = new KeyRing(sql);
  const ingest = new GroupCommit(pipeline, new KnownBodies());
  const ingestUsage = new IngestUsage(sql, now);
  /** Sends to the endpoint for traces, or for another signal. */
  const send = async (
    key: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    signal: Signal = "traces",
  ): Promise<Response> => {
    const request = incoming(`http://recount/v1/${signal}`, {
      method: "POST",
      body,
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "user-agent": "test-client/1.2",
        ...headers,
      },
    });
    const {
      status,
      headers: answered,
      body: bytes,
    } = await receiveOtlp(signal, request, async () => {
      const holder = await keys.holderOf(request.headers);
      const ingestRequest = ingestUsage.ingestRequest(request, holder);
      const { project, actor } = keys.allow(holder, "ingest");
      ingestRequest.admit();
      return {
        ctx: { sql, project, actor, now: () => new Date() },
        ingest,
        ingestRequest,
        prices: PriceBook.list,
        maxBodyBytes: 1_000_000,
      };
    });
    return new Response(new Uint8Array(bytes), { status, headers: answered });
  };
  return { ingestUsage, send };
}

/** For tests of an endpoint whose limits are not in question. */
export const unlimitedRequest = (sql: Sql, projectId: number): IngestRequest =>
  new IngestRequest(new IngestUsage(sql), incoming("http://recount/test"), {
    projectId,
    apiKeyId: 1,
    limits: { maxSpansPerSecond: 0, maxRequestsPerSecond: 0, dailySpanQuota: null },
  });

/** A request of OTLP/JSON with so many spans of one trace. */
export function spansOf(count: number, more: Record<string, unknown> = {}, service = "shop"): string {
  const traceId = randomBytes(16).toString("hex");
  const end = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: count }, () => ({
    traceId,
    spanId: randomBytes(8).toString("hex"),
    name: "step",
    startTimeUnixNano: String(end - 5_000_000n),
    endTimeUnixNano: String(end),
    ...more,
  }));
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  return JSON.stringify({
    resourceSpans: [
      {
        resource: {
          attributes: [
            attribute("service.name", service),
            attribute("telemetry.sdk.name", "opentelemetry"),
            attribute("telemetry.sdk.language", "nodejs"),
            attribute("telemetry.sdk.version", "2.1.0"),
          ],
        },
        scopeSpans: [{ scope: { name: "shop-tracer", version: "0.1" }, spans }],
      },
    ],
  });
}
