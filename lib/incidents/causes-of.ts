import type { Finding } from "./incident";

/** Likely causes that findings name, each once, as the rule ranked them. */
export function causesOf(findings: readonly Pick<Finding, "detail">[]): string[] {
  const sentences = findings
    .flatMap(({ detail }) => (Array.isArray(detail["candidates"]) ? (detail["candidates"] as unknown[]) : []))
    .map((one) => (typeof one === "object" && one !== null && "sentence" in one ? one.sentence : null));
  return [...new Set(sentences.filter((sentence) => typeof sentence === "string"))];
}
