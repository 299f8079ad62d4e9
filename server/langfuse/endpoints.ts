import { Failure } from "@/lib/errors";
import { parse, readJson } from "@/lib/http/parse";
import { jsonReply } from "@/lib/http/reply";
import { MediaUpload, mediaIdOf } from "@/lib/ingest/langfuse/media";
import { receiveIngestion, receiveScore, receiveScores } from "@/lib/ingest/langfuse/receive-ingestion";
import manifest from "@/package.json";

import { authorize, authorizeIngest } from "../authorize";
import { decoded, type Endpoint, type Handler } from "../endpoint";

const MAX_MEDIA_BYTES = 64 * 1024;
const MAX_SCORES_BYTES = 1024 * 1024;

/** Prompts are found in traffic here, not served: the SDK then uses the fallback that the program gives it, or throws there. */
const noPrompt: Handler = async (request, store) => {
  await authorize(request, "ingest", store);
  const name = (request.params[0] ?? "").split("/").map(decoded).join("/");
  return jsonReply(
    {
      message: `Prompt not found: '${name}'. Recount does not serve prompts.`,
      error: "LangfuseNotFoundError",
    },
    404,
  );
};

/** What Langfuse's SDKs and integrations send and ask for. */
export const LANGFUSE_ENDPOINTS: readonly Endpoint[] = [
  {
    // Version 3 of the JS SDK, version 2 of the Python one, and the scores of every later one.
    name: "langfuse_ingestion",
    path: /^\/api\/public\/ingestion$/,
    methods: {
      POST: async (request, store) => {
        const authorized = await authorizeIngest(request, store);
        const body = await readJson(request, authorized.maxBodyBytes);
        return jsonReply(
          await receiveIngestion(authorized, body, request.headers.get("origin") !== null),
          207,
        );
      },
    },
  },
  {
    name: "langfuse_scores",
    path: /^\/api\/public\/scores$/,
    methods: {
      // A score, or a list of them.
      POST: async (request, store) => {
        const authorized = await authorizeIngest(request, store);
        const body = await readJson(request, MAX_SCORES_BYTES, "fixed");
        const fromBrowser = request.headers.get("origin") !== null;
        if (!Array.isArray(body)) return jsonReply(await receiveScore(authorized, body, fromBrowser));
        const answer = await receiveScores(authorized, body as unknown[], fromBrowser);
        return jsonReply(answer.body, answer.status);
      },
    },
  },
  {
    name: "langfuse_media",
    path: /^\/api\/public\/media$/,
    methods: {
      // Pictures and sound are counted and not kept: the SDK is told that there is nothing to upload, and goes on.
      POST: async (request, store) => {
        await authorizeIngest(request, store);
        const upload = parse(MediaUpload, await readJson(request, MAX_MEDIA_BYTES, "fixed"));
        return jsonReply({ mediaId: mediaIdOf(upload), uploadUrl: null }, 201);
      },
    },
  },
  {
    name: "langfuse_media",
    path: /^\/api\/public\/media\/[^/]+$/,
    methods: {
      // How an upload went, which never happens; taken, so that no client repeats it.
      PATCH: async (request, store) => {
        await authorizeIngest(request, store);
        return jsonReply({});
      },
      GET: async (request, store) => {
        await authorizeIngest(request, store);
        throw new Failure("not_found", "Recount keeps no media.");
      },
    },
  },
  {
    name: "langfuse_projects",
    path: /^\/api\/public\/projects$/,
    methods: {
      // How the Python SDK checks its credentials.
      GET: async (request, store) => {
        const { project } = await authorize(request, "ingest", store);
        const named = { id: String(project.id), name: project.slug };
        return jsonReply({ data: [{ ...named, metadata: {}, organization: named }] });
      },
    },
  },
  {
    name: "langfuse_prompts",
    path: /^\/api\/public\/v2\/prompts(?:\/(.*))?$/,
    methods: { GET: noPrompt, POST: noPrompt },
  },
  {
    name: "langfuse_health",
    path: /^\/api\/public\/health$/,
    methods: { GET: () => jsonReply({ status: "OK", version: manifest.version }) },
  },
];
