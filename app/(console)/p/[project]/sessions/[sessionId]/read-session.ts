import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { getSession } from "@/lib/sessions/get-session";
import { readTurns, type TurnTexts } from "@/lib/sessions/read-turns";
import type { SessionDocument } from "@/lib/sessions/session";

/** Turns on one page: read in one go by people, and small enough to paint at once. */
const TURNS = 50;

/** A page of a session with what was said; null when no trace names it. */
export async function readSession(
  ctx: Context,
  sessionId: string,
  after: string | null,
): Promise<{ session: SessionDocument; texts: Map<string, TurnTexts> } | null> {
  try {
    const session = await getSession(ctx, {
      sessionId,
      limit: TURNS,
      ...(after === null ? {} : { cursor: after }),
    });
    return { session, texts: await readTurns(ctx, session.data) };
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") return null;
    throw error;
  }
}
