import { apiContext } from "@/app/api-context";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { promptListQuerySchema } from "@/lib/prompts/document";
import { listPrompts } from "@/lib/prompts/list-prompts";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  return Response.json(
    await listPrompts(ctx, parseQuery(promptListQuerySchema, new URL(request.url).searchParams)),
  );
});
