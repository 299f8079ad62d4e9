/** A batch or a score that Recount did not take, in words for the person at the terminal. */
export class SendError extends Error {
  override name = "SendError";
}

const hintOf = (status: number): string => {
  if (status === 401 || status === 403) return "check the key (--key or RECOUNT_API_KEY)";
  if (status === 404) return "check the address (--url)";
  if (status === 413) return "the server's body limit is below one batch";
  return "the server says why";
};

/**
 * The message of a google.rpc.Status, which is how an OTLP endpoint says what is wrong: field 1 is a code, field 2 (tag 0x12) the
 * message. The exporter hands it on as a string, in which the length's bytes above 127 have become U+FFFD.
 */
function statusMessage(body: string): string {
  const at = body.indexOf("\x12");
  if (at === -1 || at > 3) return body;
  const lengthChars = body.charCodeAt(at + 1) < 128 ? 1 : 2;
  return body.slice(at + 1 + lengthChars);
}

/** Says what happened to a request, from the exporter's error or an HTTP answer. */
export function sendErrorOf(url: string, cause: unknown): SendError {
  if (!(cause instanceof Error)) return new SendError(`${url} did not take the data`, { cause });
  const status = "code" in cause && typeof cause.code === "number" ? cause.code : null;
  const body =
    "data" in cause && typeof cause.data === "string" ? statusMessage(cause.data).slice(0, 300) : "";
  if (status !== null)
    return new SendError(
      `${url} answered ${status} ${cause.message}${body && `: ${body}`} (${hintOf(status)})`,
      { cause },
    );
  const code = "code" in cause ? ` (${String(cause.code)})` : "";
  return new SendError(
    `${url} could not be reached or stayed busy${code} ${cause.message}: is Recount running there?`,
    { cause },
  );
}
