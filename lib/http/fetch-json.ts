import { Failure, FAILURES, type FailureCode } from "@/lib/errors";

/**
 * An answer of one of our JSON routes, for the console's own client components.
 * @throws Failure with the code and sentence that the route gave; `unavailable` when nothing answered
 */
export async function fetchJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Failure("unavailable", "The server did not answer. Check the connection and try again.", {
      cause,
    });
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const error = (body as { error?: { code?: string; message?: string } } | null)?.error;
  const code = error?.code !== undefined && error.code in FAILURES ? (error.code as FailureCode) : "internal";
  throw new Failure(code, error?.message ?? `The server answered with status ${response.status}.`);
}
