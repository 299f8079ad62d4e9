import { endUserQuery } from "@/app/(console)/p/[project]/users/end-user-query";
import { sessionContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { loadEndUserParams } from "@/components/end-users/search-params";
import { exportEndUsers } from "@/lib/end-users/export-end-users";
import { route } from "@/lib/http/route";

/** The list of users as a CSV file: the page's own query. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const { project } = await params;
  const ctx = await sessionContext(project);
  const view = loadEndUserParams(new URL(request.url).searchParams);
  const query = endUserQuery(view, ctx.now(), await viewerZone(view.tz));
  return new Response(await exportEndUsers(ctx, query), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${project}-users.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
