import { listWord } from "@/components/latency/trace-links";
import { consolePath } from "@/components/shell/routes";

interface Narrowed {
  attribute: string;
  value: string | null;
}

/**
 * The list of the traces that an incident is about, which is asked in the words of the API and has its own for the environment.
 * @param affected query of the API, without times
 * @param more one attribute more; null is the answer where the list cannot find it
 */
export function affectedHref(
  projectSlug: string,
  affected: string,
  { from, to }: { from: string; to: string },
  more?: Narrowed,
): string | null {
  const query = new URLSearchParams({ from, to });
  const asked = new URLSearchParams(affected);
  const environments = asked.getAll("environment");
  // The list has one environment; traces of several are found in all.
  if (environments.length === 1) query.set("env", environments[0]!);
  for (const [word, value] of asked) if (word !== "environment") query.append(word, value);
  if (more) {
    const word = more.value === null ? null : listWord(more.attribute, "traces");
    if (word === null || more.value === null) return null;
    query.set(word, more.value);
  }
  return `${consolePath(projectSlug, "traces")}?${query}`;
}
