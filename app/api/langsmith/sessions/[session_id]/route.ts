import { apiContext } from "@/app/api-context";
import { preflight } from "@/lib/http/cors";

import { langsmithRoute } from "../../door";
import { unsupported } from "../../unsupported";
import { sessionNamed } from "../session";

/** Clients close the sessions that they opened; nothing needs to be closed. */
export const PATCH = langsmithRoute(
  async (request, { params }: { params: Promise<{ session_id: string }> }) => {
    const ctx = await apiContext(request, "ingest");
    const { session_id: id } = await params;
    return Response.json({ ...sessionNamed(ctx, id), id });
  },
);

export const GET = unsupported;
export const DELETE = unsupported;
export const OPTIONS = preflight;
