import { notFound } from "next/navigation";

import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { getMonitor, type ListedMonitor } from "@/lib/monitors/list-monitors";

/** The monitor that an address names; what is none, or is gone, is "not found". */
export async function readMonitor(ctx: Context, id: string): Promise<ListedMonitor> {
  if (!/^\d{1,9}$/.test(id)) notFound();
  try {
    return await getMonitor(ctx, Number(id));
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") notFound();
    throw error;
  }
}
