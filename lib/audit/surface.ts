import type { Surface } from "@/lib/context";
import type { HeaderReader } from "@/lib/http/incoming";

/** What the answer of a path is for. @param path without its query */
export function surfaceOf(path: string): Surface {
  if (/^\/api\/console\/[^/]+\/(?:.*\/)?(?:export|selected)$/.test(path)) return "export";
  // Records of traces that leave as a file.
  if (/^\/api\/(?:console\/[^/]+|v1)\/evidence$/.test(path)) return "export";
  if (path.endsWith("/share")) return "share";
  if (path.endsWith("/evidence")) return "export";
  if (path.startsWith("/api/v1/replay/")) return "replay";
  return path.startsWith("/api/v1/") ? "api" : "page";
}

/** In which programs may say why they read. */
const REASON_HEADER = "recount-reason";
const MOST_CHARACTERS = 500;

/** Why somebody reads, in their words; null: they did not say. */
export function reasonOf(headers: HeaderReader): string | null {
  const said = (headers.get(REASON_HEADER) ?? "").replaceAll("\0", "").trim();
  return said === "" ? null : said.slice(0, MOST_CHARACTERS);
}
