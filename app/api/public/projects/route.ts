import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";

/** The project of the key: how Langfuse's Python SDK checks its credentials. */
export const GET = route(async (request) => {
  const { project } = await apiContext(request, "ingest");
  const named = { id: String(project.id), name: project.slug };
  return Response.json({ data: [{ ...named, metadata: {}, organization: named }] });
});
