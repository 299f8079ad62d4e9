import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";

/** Prompts are found in traffic here, not served: the SDK then uses the fallback that the program gives it, or throws there. */
const notFound = route(async (request: Request, { params }: { params: Promise<{ name?: string[] }> }) => {
  await apiContext(request, "ingest");
  const name = (await params).name?.join("/") ?? "";
  return Response.json(
    {
      message: `Prompt not found: '${name}'. Recount does not serve prompts.`,
      error: "LangfuseNotFoundError",
    },
    { status: 404 },
  );
});

export { notFound as GET, notFound as POST };
