import { apiContext } from "@/app/api-context";
import { providerSettings } from "@/app/provider-settings";
import type { HeaderReader } from "@/lib/http/incoming";
import { readJson } from "@/lib/http/parse";
import { readBody } from "@/lib/http/read-body";
import { RequestLog } from "@/lib/http/request-log";
import { asFailure, logFailure, retryHeaders } from "@/lib/http/respond";
import { streamText } from "@/lib/http/stream-text";
import type { Json } from "@/lib/model/json";
import { providerFailure, providerReply, replayHeaders } from "@/lib/replay-server/provider-reply";
import { answerOrPassOn } from "@/lib/replay-server/pass-call-on";
import { replayCall, type ReplayedCall } from "@/lib/replay-server/replay-call";
import { readReplayRequest, type ReplayFormat, type ReplayRequest } from "@/lib/replay-server/request";
import { sseText } from "@/lib/replay-server/stream-event";

const MAX_BYTES = 16 * 1024 * 1024;

/** Of a body that was read and decompressed before. */
const plain = ({ headers }: Request): HeaderReader => ({
  get: (name) => (/^content-(encoding|length)$/i.test(name) ? null : headers.get(name)),
});

function recordedResponse(asked: ReplayRequest, call: ReplayedCall): Response {
  const reply = providerReply(asked, call.answer);
  const headers = replayHeaders(call);
  return "body" in reply
    ? Response.json(reply.body, { headers })
    : streamText([sseText(reply.events)], { ...headers, "content-type": "text/event-stream" });
}

interface Params {
  params: Promise<{ trace_id: string; until?: string; provider_id?: string }>;
}

/**
 * Answers a provider's call from the recording of a trace, and where the address says so, lets a provider answer what follows a call of it;
 * failures, too, are told as that provider tells them.
 */
export const replayRoute =
  (format: ReplayFormat) =>
  async (request: Request, { params }: Params): Promise<Response> => {
    try {
      const { trace_id: traceId, until, provider_id: providerId } = await params;
      const passesOn = until !== undefined && providerId !== undefined;
      const ctx = await apiContext(request, passesOn ? "run" : "read");
      const sent = { url: request.url, headers: request.headers, log: new RequestLog("") };
      const bytes = await readBody({ ...sent, body: request.body }, MAX_BYTES, "fixed");
      const body = await readJson(
        { ...sent, headers: plain(request), body: new Response(Buffer.from(bytes)).body },
        MAX_BYTES,
        "fixed",
      );
      const asked = readReplayRequest(format, body as Json);
      if (!passesOn) return recordedResponse(asked, await replayCall(ctx, { traceId, request: asked }));
      const answer = await answerOrPassOn(
        ctx,
        {
          traceId,
          request: asked,
          body: Buffer.from(bytes).toString("utf8"),
          signal: request.signal,
        },
        { until, providerId },
        providerSettings(),
      );
      if ("recorded" in answer) return recordedResponse(asked, answer.recorded);
      const { contentType, pieces, because } = answer.passed;
      return new Response(pieces.pipeThrough(new TextEncoderStream()), {
        headers: {
          "cache-control": "no-store",
          "content-type": contentType,
          // Headers hold no other letters.
          "recount-passed-on": because.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 500),
        },
      });
    } catch (error) {
      const failure = asFailure(error);
      logFailure(failure, request.headers.get("x-request-id"));
      // The providers' clients repeat a conflict and whatever is ours; asked again, a recording says the same.
      const again = failure.status >= 500 || failure.status === 429;
      return Response.json(providerFailure(format, failure), {
        status: failure.status,
        headers: { ...retryHeaders(failure), "cache-control": "no-store", "x-should-retry": String(again) },
      });
    }
  };
