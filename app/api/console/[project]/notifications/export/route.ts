import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { DELIVERY_STATES, exportDeliveries } from "@/lib/notify/list-deliveries";

/** The newest deliveries as a CSV file. */
export const GET = route(async (request: Request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const asked = new URL(request.url).searchParams.get("state");
  const state = DELIVERY_STATES.find((one) => one === asked) ?? null;
  return new Response(await exportDeliveries(ctx, { state }), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${project}-notifications.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
