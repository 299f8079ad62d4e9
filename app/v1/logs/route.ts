import { apiContext } from "@/app/context";
import { store } from "@/app/store";
import { preflight, withCors } from "@/lib/http/cors";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";

/** OTLP/HTTP logs: protobuf or JSON. */
export async function POST(request: Request): Promise<Response> {
  const { env, ingest } = store();
  return withCors(
    request,
    await receiveOtlp("logs", request, () => apiContext(request, "ingest"), {
      maxBodyBytes: env.maxBodyBytes,
      ingest,
    }),
  );
}

export const OPTIONS = preflight;
