import { sessionContext } from "@/app/context";
import { exportPrices } from "@/lib/traffic/export-prices";
import { route } from "@/lib/http/route";

/** The prices in effect as a CSV file. */
export const GET = route(async (_: Request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  return new Response(await exportPrices(ctx), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${project}-prices.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
