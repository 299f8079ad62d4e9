import { apiContext } from "@/app/api-context";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { promptQuerySchema } from "@/lib/prompts/document";
import { getPrompt } from "@/lib/prompts/get-prompt";

export const GET = route(async (request, { params }: { params: Promise<{ prompt_id: string }> }) => {
  const ctx = await apiContext(request, "read");
  const query = parseQuery(promptQuerySchema, new URL(request.url).searchParams);
  const { prompt_id: promptId } = await params;
  return Response.json(await getPrompt(ctx, { promptId, ...query }));
});
