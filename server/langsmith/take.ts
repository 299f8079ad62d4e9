import { Failure } from "@/lib/errors";
import { type Reply, jsonReply } from "@/lib/http/reply";
import type { Messages } from "@/lib/ingest/langsmith/messages";
import { receiveMessages } from "@/lib/ingest/langsmith/receive-messages";
import type { AuthorizedIngest } from "@/lib/ingest/receive";

import { authorizeIngest } from "../authorize";
import type { EndpointRequest } from "../endpoint";
import type { Store } from "../store";

/**
 * Lets the sender in, reads what the request says and stores it.
 * @returns what was refused beside what is kept
 * @throws Failure bad_request when nothing of it can be kept
 */
export async function take(
  request: EndpointRequest,
  store: Store,
  read: (authorized: AuthorizedIngest) => Promise<Messages>,
): Promise<{ refused: { code: string; message: string }[] }> {
  const authorized = await authorizeIngest(request, store);
  const { kept, refused } = await receiveMessages(authorized, await read(authorized));
  if (kept === 0 && refused.length > 0)
    throw new Failure("bad_request", refused[0]?.message ?? "Nothing in this request can be stored.", {
      details: refused.slice(0, 20).map(({ code, message }) => ({ path: code, message })),
    });
  return { refused };
}

/** 202, as the clients want it; what was refused is said, though none of them reads it. */
export const taken = ({ refused }: Awaited<ReturnType<typeof take>>): Reply =>
  jsonReply(
    {
      message: refused.length === 0 ? "Stored." : `Stored, but for ${refused.length} that are refused.`,
      ...(refused.length === 0 ? {} : { refused: refused.slice(0, 100) }),
    },
    202,
  );
