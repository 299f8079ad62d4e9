import { digest128 } from "@/lib/model/digest";
import type { Context } from "@/lib/context";
import { readJson } from "@/lib/http/parse";
import { jsonReply } from "@/lib/http/reply";
import { isObject } from "@/lib/model/json";

import { authorize } from "../authorize";
import { decoded, type Handler } from "../endpoint";

const MAX_BYTES = 1024 * 1024;

export const findSessions: Handler = async (request, store) => {
  const ctx = await authorize(request, "ingest", store);
  const name = request.query.get("name");
  return jsonReply(name === null ? [] : [sessionNamed(ctx, name)]);
};

export const createSession: Handler = async (request, store) => {
  const ctx = await authorize(request, "ingest", store);
  const body = await readJson(request, MAX_BYTES, "fixed");
  const name = isObject(body) && typeof body.name === "string" ? body.name : "default";
  return jsonReply(sessionNamed(ctx, name));
};

/** Clients close the sessions that they opened; nothing needs to be closed. */
export const closeSession: Handler = async (request, store) => {
  const ctx = await authorize(request, "ingest", store);
  const id = decoded(request.params[0]);
  return jsonReply({ ...sessionNamed(ctx, id), id });
};

/**
 * What LangSmith calls a session or project is a service of ours and need not be made before runs name it: whichever a client asks for is
 * there.
 */
function sessionNamed(ctx: Context, name: string): Record<string, unknown> {
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
