import { ask } from "./ask";
import type { Connection } from "./connect-provider";

interface Passed {
  contentType: string;
  /** The answer as it comes; breaks off with a ProviderFailure. */
  pieces: ReadableStream<string>;
}

/**
 * Sends a request as it is and hands the answer on as it comes, unread.
 * @param path of the provider's API: `/chat/completions`, `/responses`, `/messages`
 * @param signal ends the request at the provider, too
 * @throws ProviderFailure where there is no answer
 */
export function passOn(
  connection: Connection,
  { path, body, signal }: { path: string; body: string; signal: AbortSignal },
): Promise<Passed> {
  const { readable, writable } = new TransformStream<string, string>();
  return new Promise((begun, refused) => {
    ask(connection, {
      path,
      body,
      signal,
      read: async (contentType, pieces) => {
        begun({ contentType, pieces: readable });
        const writer = writable.getWriter();
        try {
          for await (const piece of pieces) await writer.write(piece);
          await writer.close();
        } finally {
          writer.releaseLock();
        }
      },
    }).catch((failure: unknown) => {
      refused(failure);
      // Where the answer had begun, its reader is told; where the reader is gone, nobody is.
      writable.abort(failure).catch(() => {});
    });
  });
}
