import type { Operation } from "./operations";

/** The call as one would type it; the address and the key come from the environment of the shell. */
export function curlExample({ method, path, example }: Operation): string {
  const query = example.query === undefined ? "" : `?${example.query}`;
  const lines = [
    `curl "$RECOUNT_URL${example.path ?? path}${query}"`,
    `  -H "Authorization: Bearer $RECOUNT_API_KEY"`,
  ];
  if (method === "delete") lines.splice(1, 0, "  -X DELETE");
  if (method === "put") lines.splice(1, 0, "  -X PUT");
  if (method === "post" || method === "put") {
    const body = JSON.stringify(example.body, null, 2).replaceAll("'", "'\\''");
    lines.push(`  -H "Content-Type: application/json"`, `  -d '${body}'`);
  }
  return lines.join(" \\\n");
}
