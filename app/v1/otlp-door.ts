import { apiContext } from "@/app/context";
import { store } from "@/app/store";
import { withCors } from "@/lib/http/cors";
import type { Signal } from "@/lib/ingest/otlp/answer";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";

/** The OTLP/HTTP door of a signal: protobuf or JSON. */
export const otlpDoor =
  (signal: Signal) =>
  async (request: Request): Promise<Response> => {
    const open = async () => {
      const { env, ingest } = store();
      return { ctx: await apiContext(request, "ingest"), ingest, maxBodyBytes: env.maxBodyBytes };
    };
    return withCors(request, await receiveOtlp(signal, request, open));
  };
