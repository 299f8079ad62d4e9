import { Failure } from "@/lib/errors";

import type { FailureMessage } from "./reader-messages";

/** A failure as it travels between threads; of its cause what a log shows. */
export function failureMessage({
  code,
  message,
  details,
  retryAfterSeconds,
  cause,
}: Failure): FailureMessage {
  const said =
    cause instanceof Error
      ? Object.assign(new Error(cause.message), { name: cause.name, stack: cause.stack })
      : null;
  return { code, message, details, retryAfterSeconds, cause: said };
}

export const failureOf = ({ code, message, details, retryAfterSeconds, cause }: FailureMessage): Failure =>
  new Failure(code, message, {
    details,
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
    ...(cause ? { cause } : {}),
  });
