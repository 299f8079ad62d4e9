import { store } from "@/app/store";
import { preflight } from "@/lib/http/cors";

import { langsmithRoute } from "../door";

export const dynamic = "force-dynamic";

/** What this server takes, asked once by each client; older ones ask without a key. */
export const GET = langsmithRoute(async () =>
  Response.json({
    // Clients warn about servers older than themselves.
    version: "0.13.5",
    instance_flags: {},
    batch_ingest_config: {
      use_multipart_endpoint: true,
      size_limit: 100,
      size_limit_bytes: Math.min(20 * 1024 * 1024, store().env.maxBodyBytes),
      scale_up_nthreads_limit: 16,
      scale_up_qsize_trigger: 1000,
      scale_down_nempty_trigger: 4,
    },
  }),
);

export const OPTIONS = preflight;
