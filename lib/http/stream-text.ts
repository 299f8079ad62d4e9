/** Characters that are sent at once. */
const CHUNK = 65_536;

/** Text that is made piece by piece as the answer of a route; the next pieces are made when the reader has taken the last. */
export function streamText(
  pieces: AsyncGenerator<string> | readonly string[],
  headers: Record<string, string>,
): Response {
  const encoder = new TextEncoder();
  const source = Array.isArray(pieces) ? pieces.values() : (pieces as AsyncGenerator<string>);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = "";
      while (text.length < CHUNK) {
        const { done, value } = await source.next();
        if (done) {
          if (text !== "") controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += value;
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await source.return?.(undefined);
    },
  });
  return new Response(body, { headers });
}
