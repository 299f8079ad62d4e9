import { once } from "node:events";
import { finished } from "node:stream/promises";

import type { Sql } from "@/db/client";

const PATIENCE_MS = 300_000;

/**
 * Streams lines into a table by COPY. The driver never says that the server refused them, so whoever waits too long is told.
 * @param target table and columns
 */
export async function copyInto(sql: Sql, target: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const stream = await sql.unsafe(`copy ${target} from stdin`).writable();
  const work = async (): Promise<void> => {
    for (let from = 0; from < lines.length; from += 200)
      if (!stream.write(lines.slice(from, from + 200).join(""))) await once(stream, "drain");
    stream.end();
    await finished(stream, { readable: false });
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${target.split(" ")[0]}: the database took nothing more; see postgres.log`)),
      PATIENCE_MS,
    );
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
