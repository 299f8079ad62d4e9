import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { newestTrace } from "@/lib/projects/newest-trace";

type Extra = { params: Promise<{ project: string }> };

export const GET = route(async (_: Request, { params }: Extra) => {
  const ctx = await sessionContext((await params).project);
  return Response.json({ trace: await newestTrace(ctx) }, { headers: { "cache-control": "no-store" } });
});
