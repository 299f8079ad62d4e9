import { sessionContext } from "@/app/context";
import { listRepricings } from "@/lib/cost/reprice/list-repricings";
import { route } from "@/lib/http/route";

type Extra = { params: Promise<{ project: string }> };

export const GET = route(async (_: Request, { params }: Extra) => {
  const ctx = await sessionContext((await params).project);
  return Response.json(
    { repricings: await listRepricings(ctx) },
    { headers: { "cache-control": "no-store" } },
  );
});
