import { openDoor } from "@/app/open-door";
import { withCors } from "@/lib/http/cors";
import type { Signal } from "@/lib/ingest/otlp/answer";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";

/** The OTLP/HTTP door of a signal: protobuf or JSON. */
export const otlpDoor =
  (signal: Signal) =>
  async (request: Request): Promise<Response> =>
    withCors(request, await receiveOtlp(signal, request, () => openDoor(request)));
