import { digest128 } from "@/lib/contents/content";
import type { Context } from "@/lib/context";

/**
 * What LangSmith calls a session or project is a service of ours and need not be made before runs name it: whichever a client asks for is
 * there.
 */
export function sessionNamed(ctx: Context, name: string): Record<string, unknown> {
  const hex = digest128(`langsmith session\n${ctx.project.id}\n${name}`);
  return {
    id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    tenant_id: "00000000-0000-4000-8000-000000000000",
    name,
    start_time: "1970-01-01T00:00:00Z",
    description: null,
    reference_dataset_id: null,
    extra: null,
  };
}
