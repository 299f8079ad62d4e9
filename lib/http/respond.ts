import { isUnavailable } from "@/db/error-codes";
import { Failure } from "@/lib/errors";
import { log } from "@/lib/log";

/** Headers that go with a failure's status: when to come back. */
export const retryHeaders = (failure: Failure): Record<string, string> =>
  failure.retryAfterSeconds === null ? {} : { "retry-after": String(failure.retryAfterSeconds) };

/** Any thrown value as a Failure; what nobody foresaw is its cause, which is never shown. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  // Wherever the database was missed, also when the key was looked up: senders drop what is answered with 500.
  if (isUnavailable(error))
    return new Failure("unavailable", "The database is away or overloaded; send this again later.", {
      cause: error,
    });
  return new Failure("internal", "Something failed on our side; the server's log says what.", {
    cause: error,
  });
}

/** Writes down a failure that is ours. */
export function logFailure(failure: Failure, requestId: string | null = null): void {
  if (failure.status < 500) return;
  const level = failure.code === "internal" ? "error" : "warn";
  log[level]({ err: failure.cause ?? failure, requestId }, failure.message);
}

/** What the API says of a failure. */
export const failureBody = ({ code, message, details }: Failure) => ({ error: { code, message, details } });

/** A failure as the API answers it: `{"error":{code,message,details}}` with a status that tells whether to retry. */
export function failureResponse(request: Request, error: unknown): Response {
  const failure = asFailure(error);
  logFailure(failure, request.headers.get("x-request-id"));
  return Response.json(failureBody(failure), { status: failure.status, headers: retryHeaders(failure) });
}
