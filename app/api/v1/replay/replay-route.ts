import { apiContext } from "@/app/api-context";
import { readJson } from "@/lib/http/parse";
import { RequestLog } from "@/lib/http/request-log";
import { asFailure, logFailure, retryHeaders } from "@/lib/http/respond";
import { streamText } from "@/lib/http/stream-text";
import type { Json } from "@/lib/model/json";
import { providerFailure, providerReply, replayHeaders } from "@/lib/replay-server/provider-reply";
import { replayCall } from "@/lib/replay-server/replay-call";
import { readReplayRequest, type ReplayFormat } from "@/lib/replay-server/request";
import { sseText } from "@/lib/replay-server/stream-event";

const MAX_BYTES = 16 * 1024 * 1024;

/** Answers a provider's call from the recording of a trace; failures, too, are told as that provider tells them. */
export const replayRoute =
  (format: ReplayFormat) =>
  async (request: Request, { params }: { params: Promise<{ trace_id: string }> }): Promise<Response> => {
    try {
      const ctx = await apiContext(request, "read");
      const { trace_id: traceId } = await params;
      const body = await readJson(
        { url: request.url, headers: request.headers, body: request.body, log: new RequestLog("") },
        MAX_BYTES,
        "fixed",
      );
      const asked = readReplayRequest(format, body as Json);
      const call = await replayCall(ctx, { traceId, request: asked });
      const reply = providerReply(asked, call.answer);
      const headers = replayHeaders(call);
      return "body" in reply
        ? Response.json(reply.body, { headers })
        : streamText([sseText(reply.events)], { ...headers, "content-type": "text/event-stream" });
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
