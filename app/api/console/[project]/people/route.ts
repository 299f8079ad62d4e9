import { sessionContext } from "@/app/context";
import { listPeople } from "@/lib/comments/list-people";
import { route } from "@/lib/http/route";

/** Who can be mentioned in a comment. */
export const GET = route(async (_request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  return Response.json(
    { people: await listPeople(ctx) },
    { headers: { "cache-control": "private, no-store" } },
  );
});
