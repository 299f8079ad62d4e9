import { randomUUID } from "node:crypto";

import type { Failure } from "@/lib/errors";
import type { Incoming } from "@/lib/http/incoming";
import type { JsonObject } from "@/lib/model/json";
import type { ModelSpan, Rejection, Unkept } from "@/lib/model/span";

import type { RateLimits, Sender } from "./rate-limits";
import { type Client, clientOfHeaders, clientOfResource } from "./client";
import type { IngestCounters } from "./counters";
import type { UsageRecorder } from "./usage-recorder";
import { sampleOfBytes, sampleOfValue } from "./sample";

/** Failures whose cause lies in what was sent: worth a sample. */
const SENDERS_FAULT = new Set(["bad_request", "body_too_large", "unsupported_media_type"]);
const MAX_MESSAGE = 500;
const MAX_NAME = 200;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** What a request is held against and counted by; `IngestUsage` is one. */
interface Account {
  counters: IngestCounters;
  rateLimits: Pick<RateLimits, "admit" | "spend">;
  usageRecorder: Pick<UsageRecorder, "of" | "wantsSample">;
  knownClients: Pick<Map<string, Client | "several">, "get"> & {
    set(key: string, client: Client | "several"): unknown;
  };
  now: () => Date;
}

/** One request at an endpoint, as the usage recorder sees it: made when its key is known, told what became of it. */
export class IngestRequest {
  private endpoint: string;
  /** Who sent it, as far as is known by now. */
  private client: Client;
  private readonly fromHeaders: Client;
  private readonly memory: string;
  private rejectedSome = false;
  /** An endpoint may store what one request brought in several batches. */
  private counted = false;
  /** Requests that count for no client yet. */
  private unclaimed = 0;

  constructor(
    private readonly ingestUsage: Account,
    private readonly request: Incoming,
    private readonly sender: Sender,
  ) {
    this.endpoint = endpointOf(new URL(request.url).pathname);
    const sent = clientOfHeaders(request.headers);
    this.fromHeaders = sent;
    this.memory = `${sender.apiKeyId} ${this.endpoint} ${sent.name} ${sent.version}`;
    const known = ingestUsage.knownClients.get(this.memory);
    this.client = known === undefined || known === "several" ? sent : known;
    request.log.account = this;
  }

  get counters(): IngestCounters {
    return this.ingestUsage.counters;
  }

  /** @throws Failure too_many_requests */
  admit(): void {
    this.ingestUsage.rateLimits.admit(this.sender);
  }

  /**
   * Around writing what was accepted of a request: holds it against the limits, and counts it once it is written.
   * @param endpoint the name by which the endpoint calls itself
   * @throws Failure too_many_requests; what `write` throws
   */
  async store(endpoint: string, spans: readonly ModelSpan[], write: () => Promise<void>): Promise<void> {
    this.endpoint = endpoint;
    const count = spans.length;
    const sources = this.sourcesOf(spans);
    // The spans themselves are not kept while it is written: many requests wait at once.
    spans = [];
    await this.ingestUsage.rateLimits.spend(this.sender, count, write);
    const ms = this.ingestUsage.now().getTime();
    const usageCounters = this.usageCounters;
    const requests = this.counted ? 0 : 1;
    this.counted = true;
    const amount = { spans: count, requests, bytes: requests * this.request.log.bodyBytes };
    usageCounters.count({ ms, endpoint, outcome: "accepted", reason: "" }, amount);
    usageCounters.countDay(ms, count);
    for (const [index, { client, dialect, spans: amount }] of sources.entries()) {
      if (index === 0) this.remember(client);
      this.seen(client, ms, { spans: amount, requests: index === 0 ? requests : 0, dialect });
    }
    // Without spans it may still be told by what was rejected whose request it was.
    if (sources.length === 0) this.unclaimed = requests;
  }

  /** Who sent how many of them: spans of one instrumentation share their resource and come together. */
  private sourcesOf(
    spans: readonly ModelSpan[],
  ): { client: Client; dialect: string | null; spans: number }[] {
    const sources = [];
    for (let start = 0, end = 1; end <= spans.length; end++) {
      const first = spans[start] as ModelSpan;
      if (end < spans.length && spans[end]?.resource === first.resource) continue;
      sources.push({
        client: clientOfResource(this.fromHeaders, first.resource),
        dialect: first.dialect ?? null,
        spans: end - start,
      });
      start = end;
    }
    return sources;
  }

  /** Single spans, records or items were not taken; the rest of the request was. Called with none as well, after `store`. */
  rejected(endpoint: string, rejections: readonly Rejection[]): void {
    this.endpoint = endpoint;
    const ms = this.ingestUsage.now().getTime();
    if (rejections.length === 0 && this.unclaimed > 0)
      this.seen(this.client, ms, { requests: this.unclaimed });
    this.rejectedSome ||= rejections.length > 0;
    const amount = { spans: 1, requests: 0, bytes: 0 };
    let resource: unknown;
    for (const { code, message, item } of rejections) {
      if (isRecord(item) && isRecord(item.resource) && item.resource !== resource) {
        resource = item.resource;
        this.client = clientOfResource(this.fromHeaders, item.resource as JsonObject);
      }
      this.usageCounters.count({ ms, endpoint, outcome: "rejected", reason: code }, amount);
      this.seen(this.client, ms, { rejected: 1, requests: this.unclaimed });
      this.unclaimed = 0;
      if (!this.ingestUsage.usageRecorder.wantsSample(this.sender.projectId, code)) continue;
      const sample = item === undefined ? null : sampleOfValue(item);
      this.quarantine(ms, { code, message, item, sample, bodyBytes: null });
    }
    this.unclaimed = 0;
  }

  /** Records that were understood and became nothing. */
  unkept(rows: readonly Unkept[]): void {
    const ms = this.ingestUsage.now().getTime();
    for (const row of rows) this.usageCounters.countUnkept(ms, row);
  }

  private remember(client: Client): void {
    this.client = client;
    const { knownClients } = this.ingestUsage;
    const known = knownClients.get(this.memory);
    if (known === "several") return;
    const same = known === undefined || (known.name === client.name && known.service === client.service);
    knownClients.set(this.memory, same ? client : "several");
  }

  /** The whole request was not taken. */
  refused(failure: Failure): void {
    const ms = this.ingestUsage.now().getTime();
    const { code, message, evidence } = failure;
    const bytes = this.request.log.bodyBytes;
    this.usageCounters.count(
      { ms, endpoint: this.endpoint, outcome: "refused", reason: code },
      { spans: 0, requests: 1, bytes },
    );
    this.seen(this.client, ms, { requests: 1 });
    // Items of it that were rejected one by one have been sampled already.
    if (
      this.rejectedSome ||
      !SENDERS_FAULT.has(code) ||
      !this.ingestUsage.usageRecorder.wantsSample(this.sender.projectId, code)
    )
      return;
    const sample = evidence === null ? null : sampleOfBytes(evidence);
    const bodyBytes = evidence?.byteLength ?? (bytes > 0 ? bytes : null);
    this.quarantine(ms, { code, message, item: undefined, sample, bodyBytes });
  }

  private get usageCounters() {
    return this.ingestUsage.usageRecorder.of(this.sender.projectId);
  }

  private seen(
    client: Client,
    ms: number,
    what: { spans?: number; rejected?: number; requests?: number; dialect?: string | null },
  ): void {
    const { spans = 0, rejected = 0, requests = 0, dialect = null } = what;
    const { apiKeyId } = this.sender;
    this.usageCounters.seen({ ...client, endpoint: this.endpoint, dialect, apiKeyId }, ms, {
      spans,
      rejected,
      requests,
    });
  }

  private quarantine(
    ms: number,
    what: Pick<Rejection, "code" | "message"> & {
      item: unknown;
      sample: ReturnType<typeof sampleOfValue> | null;
      bodyBytes: number | null;
    },
  ): void {
    const { name, version, service } = this.client;
    const item = isRecord(what.item) ? what.item : {};
    const said = (value: unknown) =>
      typeof value === "string" && value !== "" ? value.slice(0, MAX_NAME) : null;
    this.usageCounters.keep({
      id: randomUUID(),
      atMs: ms,
      endpoint: this.endpoint,
      client: version === null ? name : `${name} ${version}`,
      service: said(item.service) ?? service,
      apiKeyId: this.sender.apiKeyId,
      code: what.code,
      message: what.message.slice(0, MAX_MESSAGE),
      traceId: said(item.traceId),
      spanId: said(item.spanId),
      spanName: said(item.name),
      sample: what.sample,
      bodyBytes: what.bodyBytes,
    });
  }
}

const MAX_ENDPOINT = 40;

/** The name of the endpoint at a path, before the endpoint itself has said it: the last word of the path but for endpoints with several paths. */
function endpointOf(pathname: string): string {
  const parts = pathname.split("/").filter((part) => part !== "");
  if (parts.at(-2) === "v1") return parts.at(-1) as string;
  if (parts[0] === "api" && parts[1] === "public") return "langfuse";
  if (parts.includes("runs")) return "langsmith";
  return (parts.at(-1) ?? "unknown").slice(0, MAX_ENDPOINT);
}
