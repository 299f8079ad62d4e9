import { sessionContext } from "@/app/context";
import { route } from "@/lib/http/route";
import { exportMonitors } from "@/lib/monitors/apply-monitors";
import { toYaml } from "@/lib/monitors/monitor-yaml";

/** Monitors as a file of YAML. */
export const GET = route(async (request: Request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  return new Response(toYaml(await exportMonitors(ctx), new URL(request.url).origin), {
    headers: {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${project}-monitors.yaml"`,
      "cache-control": "private, no-store",
    },
  });
});
