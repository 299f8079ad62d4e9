import type { Context } from "@/lib/context";

import { readRecorded } from "./read-recorded";

/** Models that the calls of a trace name, each once, in a form that the clients of both providers read. */
export async function listModels(ctx: Context, { traceId }: { traceId: string }): Promise<object> {
  const { spans } = await readRecorded(ctx, { traceId, kinds: ["llm"] });
  const models = new Map<string, object>();
  for (const { request_model, response_model, provider, started_at } of spans)
    for (const id of [request_model, response_model])
      if (id !== null && !models.has(id))
        models.set(id, {
          ...{ id, object: "model", type: "model", display_name: id, owned_by: provider ?? "unknown" },
          ...{ created: Math.floor(Date.parse(started_at) / 1000), created_at: started_at },
        });
  const ids = [...models.keys()];
  return {
    ...{ object: "list", data: [...models.values()], has_more: false },
    ...{ first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null },
  };
}
