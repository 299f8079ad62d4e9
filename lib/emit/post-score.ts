import { SendError, sendErrorOf } from "./send-error";

/** Body of `POST /api/v1/scores`. The same `id` again replaces, so posting twice changes nothing. */
export interface OutgoingScore {
  id: string;
  session_id?: string;
  trace_id?: string;
  span_id?: string;
  name: string;
  value: number | string | boolean;
  source: "user" | "reviewer" | "code" | "model";
  comment?: string;
}

const RETRYABLE = new Set([429, 502, 503, 504]);
const MAX_ATTEMPTS = 6;
const MAX_WAIT_MS = 10_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const retryAfterMs = (response: Response, attempt: number): number => {
  const seconds = Number(response.headers.get("retry-after"));
  return Math.min(seconds > 0 ? seconds * 1000 : 500 * 2 ** attempt, MAX_WAIT_MS);
};

/** Posts one score; waits as long as `Retry-After` says (at most 10 s) and gives up after six attempts. */
export async function postScore(target: { url: string; key: string }, score: OutgoingScore): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(new URL("/api/v1/scores", target.url), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${target.key}` },
      body: JSON.stringify(score),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw sendErrorOf(target.url, error);
    });
    const body = await response.text();
    if (response.ok) return;
    if (!RETRYABLE.has(response.status) || attempt + 1 >= MAX_ATTEMPTS)
      throw new SendError(`${target.url} answered ${response.status} to a score: ${body.slice(0, 300)}`);
    await wait(retryAfterMs(response, attempt));
  }
}
