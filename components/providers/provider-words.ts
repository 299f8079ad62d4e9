import type { ProviderKind } from "@/lib/providers/provider";

export const KIND_WORDS: Record<ProviderKind, string> = {
  openai: "OpenAI, or what speaks its chat completions",
  anthropic: "Anthropic, or what speaks its Messages",
};

export const SHORT_KINDS: Record<ProviderKind, string> = { openai: "OpenAI", anthropic: "Anthropic" };

/** Where the makers of the two APIs answer. */
export const USUAL_URL: Record<ProviderKind, string> = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com",
};
