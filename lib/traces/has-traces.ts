import type { Context } from "@/lib/context";

import { traceFilter } from "./filter";
import { listTraces } from "./list-traces";

/** Whether the project holds any trace at all, in whatever range. */
export async function hasTraces(ctx: Context): Promise<boolean> {
  const page = await listTraces(ctx, { ...traceFilter({ from: "2000-01-01T00:00:00.000Z" }), limit: 1 });
  return page.data.length > 0;
}
