/** Why a trace has no first token. */
export function noFirstToken({
  counts,
  streamed,
}: {
  counts: { llm: number };
  streamed: boolean | null;
}): string {
  if (counts.llm === 0) return "no model was called";
  return streamed === false ? "the answer did not stream" : "the client did not report a first token";
}
