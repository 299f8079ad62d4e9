import { recordExport } from "@/lib/audit/record-export";
import { sessionContext } from "@/app/context";
import { originOf } from "@/app/request-origin";
import { store } from "@/app/store";
import { route } from "@/lib/http/route";
import { exportMonitors } from "@/lib/monitors/apply-monitors";
import { toYaml } from "@/lib/monitors/monitor-yaml";

/** Monitors as a file of YAML. */
export const GET = route(async (request: Request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const monitors = await exportMonitors(ctx);
  await recordExport(ctx, "monitors.exported");
  const origin = originOf(request.headers, store().env.publicUrl);
  return new Response(toYaml(monitors, origin), {
    headers: {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${project}-monitors.yaml"`,
      "cache-control": "private, no-store",
    },
  });
});
