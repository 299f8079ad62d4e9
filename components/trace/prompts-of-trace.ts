import type { SpanDocument } from "@/lib/traces/document";

/** A prompt version that a trace used. */
export interface PromptOfTrace {
  /** "support@12", a name alone, or the beginning of its fingerprint. */
  label: string;
  /** 16 hex digits; null: the client named it and sent no text. */
  fingerprint: string | null;
}

/** The prompt versions of a trace's calls, each once, in the order in which they were first used. */
export function promptsOfTrace(spans: readonly Pick<SpanDocument, "prompt">[]): PromptOfTrace[] {
  const found = new Map<string, PromptOfTrace>();
  for (const { prompt } of spans) {
    if (prompt === null) continue;
    const { name, version, fingerprint } = prompt;
    const label =
      name === null ? (fingerprint?.slice(0, 8) ?? version) : version === null ? name : `${name}@${version}`;
    if (label !== null && !found.has(label)) found.set(label, { label, fingerprint });
  }
  return [...found.values()];
}
