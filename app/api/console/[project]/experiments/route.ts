import { sessionContext } from "@/app/context";
import { providerSettings } from "@/app/provider-settings";
import { requirePermission } from "@/lib/auth/require";
import type { ExperimentEvent } from "@/lib/experiments/experiment";
import { runExperiment } from "@/lib/experiments/run-experiment";
import type { ExperimentInput } from "@/lib/experiments/schemas";
import { Failure } from "@/lib/errors";
import { readJson } from "@/lib/http/parse";
import { RequestLog } from "@/lib/http/request-log";
import { route } from "@/lib/http/route";

const MOST_BYTES = 8 * 1024 ** 2;

/**
 * Runs a recorded call again, or asks "what if": events as lines of JSON for as long as it runs. Whoever hangs up cancels it, and what
 * is under way is ended at the provider.
 */
export const POST = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  requirePermission(ctx, "run_calls");
  // A form of another site is sent with the viewer's cookies; JSON is not, without being asked for first.
  if (!/\bjson\b/i.test(request.headers.get("content-type") ?? ""))
    throw new Failure("unsupported_media_type", "Send application/json.");
  const { url, headers, body } = request;
  const incoming = { url, headers, body, log: new RequestLog("") };
  const input = (await readJson(incoming, MOST_BYTES, "fixed")) as ExperimentInput;
  const left = new AbortController();
  request.signal.addEventListener("abort", () => left.abort());
  const events = new EventLines(() => left.abort());
  const { ended } = await runExperiment(ctx, input, {
    settings: providerSettings(),
    signal: left.signal,
    tell: (event) => events.add(event),
  });
  void ended.finally(() => events.end());
  return new Response(events.body, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      // Nothing on the way may gather it.
      "cache-control": "private, no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
});

/** Somebody in between hangs up on who says nothing for long, and a model may think for a minute. */
const HEARTBEAT_MS = 15_000;

/** Pieces of a text come by the token: those of a moment are told together. */
const TOGETHER_MS = 60;

const encoder = new TextEncoder();
/** A line that says nothing. */
const NOTHING = encoder.encode("\n");

/** Events as lines of a response. */
class EventLines {
  readonly body: ReadableStream<Uint8Array>;
  private controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  private readonly texts = new Map<number, Extract<ExperimentEvent, { type: "text" }>>();
  private timer: NodeJS.Timeout | null = null;
  private readonly heartbeat = setInterval(() => this.controller?.enqueue(NOTHING), HEARTBEAT_MS);

  constructor(onLeft: () => void) {
    this.body = new ReadableStream({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => {
        this.close();
        onLeft();
      },
    });
  }

  add(event: ExperimentEvent): void {
    if (event.type !== "text") {
      this.flush();
      return this.write(event);
    }
    const waiting = this.texts.get(event.run);
    this.texts.set(event.run, { ...event, text: (waiting?.text ?? "") + event.text });
    this.timer ??= setTimeout(() => this.flush(), TOGETHER_MS);
  }

  end(): void {
    this.flush();
    this.controller?.close();
    this.close();
  }

  private flush(): void {
    for (const event of this.texts.values()) this.write(event);
    this.texts.clear();
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private write(event: ExperimentEvent): void {
    this.controller?.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
  }

  private close(): void {
    clearInterval(this.heartbeat);
    this.controller = null;
    this.texts.clear();
  }
}
