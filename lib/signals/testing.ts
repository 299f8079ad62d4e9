import type { Interaction, ModelCall } from "./interaction";

export const call = (said: Partial<ModelCall> = {}): ModelCall => ({
  isError: false,
  finishReason: "stop",
  ttftNs: null,
  wantsJson: false,
  output: null,
  toolDefinitions: null,
  ...said,
});

/** An interaction that says nothing but what is given. */
export const interaction = (said: Partial<Interaction> = {}): Interaction => ({
  traceId: "t",
  endedAtMs: 0,
  feature: "support",
  environment: null,
  release: null,
  service: null,
  tags: [],
  model: null,
  answeredModel: null,
  provider: null,
  promptVersion: null,
  isError: false,
  failure: null,
  durationNs: null,
  ttftNs: null,
  costNanoUsd: null,
  inputTokens: null,
  cacheReadTokens: null,
  outputTokens: null,
  retries: 0,
  fallbacks: 0,
  isComplete: true,
  calls: [],
  tools: [],
  retrievals: [],
  texts: null,
  ...said,
});
