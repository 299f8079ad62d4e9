interface Rewrite {
  source: string;
  destination: string;
  has?: { type: "header"; key: string; value?: string }[];
}

/** Where users point LANGSMITH_ENDPOINT: at the server, or at the API of a server as LangSmith has it. */
const BASES = ["", "/api", "/v1", "/api/v1"];

/** What only LangSmith's clients send. */
const CLIENT = [{ type: "header" as const, key: "user-agent", value: "langsmith-.*" }];
const KEY = [{ type: "header" as const, key: "x-api-key" }];

/** LangSmith's addresses -> the doors in this folder. */
export async function langsmithRewrites(): Promise<
  Record<"beforeFiles" | "afterFiles" | "fallback", Rewrite[]>
> {
  const door = (source: string, has?: Rewrite["has"]): Rewrite => ({
    source,
    destination: `/api/langsmith/${source.slice(source.search(/(?:info|runs|feedback|sessions)(?:$|\/)/))}`,
    ...(has ? { has } : {}),
  });
  return {
    // GET /api/v1/sessions is ours and means conversations.
    beforeFiles: BASES.flatMap((base) => [
      door(`${base}/sessions`, CLIENT),
      door(`${base}/sessions/:id`, CLIENT),
    ]),
    afterFiles: BASES.flatMap((base) => [
      door(`${base}/info`),
      door(`${base}/runs`),
      door(`${base}/runs/:path*`),
      door(`${base}/feedback`),
      door(`${base}/feedback/:path*`),
    ]),
    fallback: BASES.map((base) => ({
      source: `${base}/:what(runs|feedback|sessions|settings|datasets|examples|annotation-queues|feedback-configs|repos|commits|likes|public|workspaces|orgs|platform)/:path*`,
      destination: "/api/langsmith/unsupported/:what/:path*",
      has: KEY,
    })),
  };
}
