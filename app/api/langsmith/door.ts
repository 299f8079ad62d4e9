import { openDoor } from "@/app/open-door";
import { withCors } from "@/lib/http/cors";
import { Failure } from "@/lib/errors";
import { failureResponse } from "@/lib/http/respond";
import type { Messages } from "@/lib/ingest/langsmith/messages";
import { receiveMessages } from "@/lib/ingest/langsmith/receive-messages";
import type { OpenDoor } from "@/lib/ingest/receive";

/** A route for LangSmith's clients: failures say in `detail`, where they look for it, what ours say in `error`. */
export const langsmithRoute =
  <Extra extends unknown[]>(handler: (request: Request, ...extra: Extra) => Promise<Response>) =>
  async (request: Request, ...extra: Extra): Promise<Response> => {
    try {
      return withCors(request, await handler(request, ...extra));
    } catch (error) {
      const response = failureResponse(request, error);
      const body = (await response.json()) as { error: { message: string } };
      return withCors(
        request,
        Response.json(
          { detail: body.error.message, ...body },
          { status: response.status, headers: retryAfter(response) },
        ),
      );
    }
  };

const retryAfter = (response: Response): Record<string, string> => {
  const seconds = response.headers.get("retry-after");
  return seconds === null ? {} : { "retry-after": seconds };
};

/**
 * Lets the sender in, reads what the request says and stores it.
 * @returns what was refused beside what is kept
 * @throws Failure bad_request when nothing of it can be kept
 */
export async function take(
  request: Request,
  read: (door: OpenDoor) => Promise<Messages>,
): Promise<{ refused: { code: string; message: string }[] }> {
  const door = await openDoor(request);
  const { kept, refused } = await receiveMessages(door, await read(door));
  if (kept === 0 && refused.length > 0)
    throw new Failure("bad_request", refused[0]?.message ?? "Nothing in this request can be stored.", {
      details: refused.slice(0, 20).map(({ code, message }) => ({ path: code, message })),
    });
  return { refused };
}

/** 202, as the clients want it; what was refused is said, though none of them reads it. */
export const taken = ({ refused }: Awaited<ReturnType<typeof take>>): Response =>
  Response.json(
    {
      message: refused.length === 0 ? "Stored." : `Stored, but for ${refused.length} that are refused.`,
      ...(refused.length === 0 ? {} : { refused: refused.slice(0, 100) }),
    },
    { status: 202 },
  );
