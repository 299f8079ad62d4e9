import { parse, readJson } from "@/lib/http/parse";
import { jsonReply } from "@/lib/http/reply";
import { recordInteractions } from "@/lib/ingest/interactions";
import { recordScore, ScoreInput } from "@/lib/ingest/scores";

import { authorizeIngest } from "./authorize";
import type { Endpoint } from "./endpoint";

const MAX_SCORE_BYTES = 1024 * 1024;

/** Recount's own way to send, for programs without OpenTelemetry. */
export const NATIVE_ENDPOINTS: readonly Endpoint[] = [
  {
    name: "interactions",
    path: /^\/api\/v1\/interactions$/,
    methods: {
      POST: async (request, store) => {
        const authorized = await authorizeIngest(request, store);
        return jsonReply(
          await recordInteractions(authorized, await readJson(request, authorized.maxBodyBytes)),
        );
      },
    },
  },
  {
    name: "scores",
    path: /^\/api\/v1\/scores$/,
    methods: {
      POST: async (request, store) => {
        const authorized = await authorizeIngest(request, store);
        const input = parse(ScoreInput, await readJson(request, MAX_SCORE_BYTES, "fixed"));
        return jsonReply(await recordScore(authorized, input));
      },
    },
  },
];
