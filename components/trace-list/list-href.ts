import { consolePath } from "@/components/shell/routes";

/**
 * The list of traces that a query of the API's words names: the console has its own word for the environment.
 * @param query of GET /api/v1/traces, without times
 */
export function listHref(
  slug: string,
  query: string,
  { from, to }: { from?: string; to?: string } = {},
): string {
  const words = new URLSearchParams(query);
  const environment = words.get("environment");
  words.delete("environment");
  if (environment !== null) words.set("env", environment);
  if (from !== undefined) words.set("from", from);
  if (from !== undefined) words.set("to", to ?? new Date().toISOString());
  return `${consolePath(slug, "traces")}?${words}`;
}
