/** How a model bills and how fast it is. Speeds are round numbers of the size that providers show. */
export interface DemoModel {
  provider: string;
  request: string;
  response: string;
  /** Until the first token: fixed part, and for each input token. */
  firstTokenMs: number;
  firstTokenMsPerInput: number;
  msPerOutput: number;
  /** Share of the input that a warm prompt cache serves. */
  cached: number;
  /** Reasoning tokens for each output token. */
  reasoning: number;
}

const model = (
  provider: string,
  request: string,
  response: string,
  speed: [number, number, number],
  rest = { cached: 0, reasoning: 0 },
): DemoModel => ({
  provider,
  request,
  response,
  firstTokenMs: speed[0],
  firstTokenMsPerInput: speed[1],
  msPerOutput: speed[2],
  ...rest,
});

export const MODELS = {
  gpt4o: model("openai", "gpt-4o", "gpt-4o-2024-08-06", [420, 0.05, 14], { cached: 0.5, reasoning: 0 }),
  gpt41: model("openai", "gpt-4.1", "gpt-4.1-2025-04-14", [380, 0.05, 12], { cached: 0.5, reasoning: 0 }),
  nano: model("openai", "gpt-4.1-nano", "gpt-4.1-nano-2025-04-14", [220, 0.02, 5]),
  mini: model("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", [320, 0.03, 9], {
    cached: 0.3,
    reasoning: 0,
  }),
  gpt5mini: model("openai", "gpt-5-mini", "gpt-5-mini-2025-08-07", [700, 0.04, 8], {
    cached: 0.4,
    reasoning: 1.5,
  }),
  sonnet: model("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", [650, 0.06, 15], {
    cached: 0.7,
    reasoning: 0,
  }),
  flash: model("gcp.gemini", "gemini-2.5-flash", "gemini-2.5-flash", [280, 0.02, 5]),
  /** Runs on a machine of one's own: no price list knows it. */
  local: model("self_hosted", "travel-ranker-8b", "travel-ranker-8b", [150, 0.08, 22]),
} satisfies Record<string, DemoModel>;
