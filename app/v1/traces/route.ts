import { apiContext } from "@/app/context";
import { store } from "@/app/store";
import { preflight, withCors } from "@/lib/http/cors";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";

/** OTLP/HTTP traces: protobuf or JSON. */
export async function POST(request: Request): Promise<Response> {
  const { env, ingest } = store();
  return withCors(
    request,
    await receiveOtlp("traces", request, () => apiContext(request, "ingest"), {
      maxBodyBytes: env.maxBodyBytes,
      ingest,
    }),
  );
}

export const OPTIONS = preflight;
