import { sessionContext } from "@/app/context";
import { exportBudgets } from "@/lib/budgets/export-budgets";
import { route } from "@/lib/http/route";

/** The table of budgets as a CSV file. */
export const GET = route(async (_: Request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  return new Response(await exportBudgets(ctx), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${project}-budgets.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
