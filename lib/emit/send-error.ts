/** A batch or a score that Recount did not take, in words for the person at the terminal. */
export class SendError extends Error {
  override name = "SendError";
}

const hintOf = (status: number): string => {
  if (status === 401 || status === 403) return "check the key (--key or RECOUNT_API_KEY)";
  if (status === 404) return "check the address (--url)";
  if (status === 413) return "the server's body limit is below one batch";
  return "see the server's answer above";
};

/** Says what happened to a request, from the exporter's error or an HTTP answer. */
export function sendErrorOf(url: string, cause: unknown): SendError {
  if (!(cause instanceof Error)) return new SendError(`${url} did not take the data`, { cause });
  const status = "code" in cause && typeof cause.code === "number" ? cause.code : null;
  const body = "data" in cause && typeof cause.data === "string" ? cause.data.slice(0, 300) : "";
  if (status !== null)
    return new SendError(`${url} answered ${status} ${cause.message} ${body}: ${hintOf(status)}`, { cause });
  const code = "code" in cause ? ` (${String(cause.code)})` : "";
  return new SendError(
    `${url} could not be reached or stayed busy${code} ${cause.message}: is Recount running there?`,
    { cause },
  );
}
