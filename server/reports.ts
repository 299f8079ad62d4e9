import { LRUCache } from "lru-cache";

import { sourceOf } from "@/lib/auth/source-of";
import { newReceipt, ReportInput } from "@/lib/decisions/report";
import { REPORT_SCORE } from "@/lib/decisions/report-score";
import { Failure } from "@/lib/errors";
import { parse, readJson } from "@/lib/http/parse";
import { jsonReply } from "@/lib/http/reply";
import { recordScore } from "@/lib/ingest/scores";
import { TokenBucket } from "@/lib/ingest-usage/token-bucket";

import type { Endpoint } from "./endpoint";

const MAX_REPORT_BYTES = 16 * 1024;
/** A person reports now and then; an office of them shares an address. */
const REPORTS_A_SECOND = { address: 0.2, project: 5 };

/** Per copy of the server: many copies let as many times as much through, which is still little. */
const buckets = new LRUCache<string, TokenBucket>({ max: 50_000 });

/** @throws Failure too_many_requests */
function admit(kind: keyof typeof REPORTS_A_SECOND, who: string): void {
  const now = Date.now();
  const key = `${kind} ${who}`;
  let bucket = buckets.get(key);
  if (bucket === undefined) buckets.set(key, (bucket = new TokenBucket(REPORTS_A_SECOND[kind], now)));
  const retryAfterSeconds = bucket.waitSeconds(now);
  if (retryAfterSeconds > 0)
    throw new Failure("too_many_requests", "Too many reports; wait a moment and send it again.", {
      retryAfterSeconds,
    });
  bucket.take(1, now);
}

/**
 * Reports of end users, sent by their browsers with a key that may be published. Whether the trace exists is not told, and nothing of
 * it is read: who has a key and a trace's id learns nothing by it.
 */
export const REPORT_ENDPOINTS: readonly Endpoint[] = [
  {
    name: "reports",
    path: /^\/api\/v1\/reports$/,
    methods: {
      POST: async (request, store) => {
        const { sql, keys, ingest, ingestUsage, prices } = store;
        const holder = await keys.holderOf(request.headers);
        request.log.project = holder.identity.project.slug;
        const { project, actor } = keys.allow(holder, "report");
        admit("address", sourceOf(request.log.client ?? "unknown"));
        const input = parse(ReportInput, await readJson(request, MAX_REPORT_BYTES, "fixed"));
        admit("project", String(project.id));
        const ingestRequest = ingestUsage.ingestRequest(request, holder);
        const receipt = newReceipt();
        await recordScore(
          {
            ctx: { sql, project, actor, now: () => new Date() },
            ingest,
            ingestRequest,
            prices: await prices.of(project.id),
          },
          {
            id: receipt,
            trace_id: input.trace_id,
            name: REPORT_SCORE,
            value: input.reason,
            ...(input.comment && { comment: input.comment }),
            source: "user",
          },
        );
        return jsonReply({ receipt }, 201);
      },
    },
  },
];
