import type { Signal } from "@/lib/ingest/otlp/answer";
import { receiveOtlp } from "@/lib/ingest/receive-otlp";

import { authorizeIngest } from "./authorize";
import type { Endpoint } from "./endpoint";

const SIGNALS: readonly Signal[] = ["traces", "logs", "metrics"];

/** OTLP/HTTP, and the same below the prefixes that other vendors' clients append. */
export const OTLP_ENDPOINTS: readonly Endpoint[] = SIGNALS.map((signal) => ({
  name: `otlp_${signal}`,
  path: new RegExp(`^(?:/api/public/otel|/api/otel|/otel|/api/v1/otel)?/v1/${signal}$`),
  methods: {
    POST: async (request, store) => {
      const reply = await receiveOtlp(signal, request, () => authorizeIngest(request, store));
      const { failure } = request.log;
      if (failure) store.ingestUsage.counters.failed.inc({ signal, code: failure.code });
      return reply;
    },
  },
}));
