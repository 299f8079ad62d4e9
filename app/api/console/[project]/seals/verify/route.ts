import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { type VerifyEvent, verifySeals } from "@/lib/seals/verify-seals";
import { requirePermission } from "@/lib/auth/require";

const encoder = new TextEncoder();

/** Holds what is stored against its seals: how far it has come, as lines of JSON, and at last what was found. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  requirePermission(ctx, "read_audit");
  const events = verifySeals(ctx, request.signal);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = (await events.next()) as IteratorResult<VerifyEvent, void>;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    async cancel() {
      await events.return();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "cache-control": "private, no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
