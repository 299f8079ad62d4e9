import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { readEnv } from "@/lib/env";

/** A request that a published client really sent. */
export interface Captured {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

const KEPT_HEADERS = ["content-type", "content-encoding", "user-agent"];

/** The recorded requests below RECOUNT_FIXTURES; none when there are no recordings. */
export function readCorpus(): Captured[] {
  const folder = path.resolve(readEnv().fixturesDir, "fixtures/wire");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".meta.json"))
    .sort()
    .flatMap((file) => {
      const { requests } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as {
        requests: { file: string | null; method: string; path: string; headers: Record<string, string> }[];
      };
      return requests.flatMap((request) =>
        request.file === null
          ? []
          : {
              name: request.file,
              method: request.method,
              path: request.path,
              headers: Object.fromEntries(
                Object.entries(request.headers).filter(([name]) => KEPT_HEADERS.includes(name.toLowerCase())),
              ),
              body: readFileSync(path.join(folder, path.dirname(file), request.file)),
            },
      );
    });
}
