import type { TraceHead } from "./summary";

/** What a reader must know before believing a number: in short, and why. */
export const NOTE_WORDS: Record<TraceHead["notes"][number], { text: string; why: string }> = {
  simulated: { text: "Simulated data", why: "The demo generator made this trace." },
  tokensEstimated: {
    text: "Token counts estimated",
    why: "Counted by a tokenizer: the provider's own counts did not come with the trace.",
  },
  clockSynthetic: {
    text: "Synthetic clock",
    why: "Times were laid out by an importer: order is real, durations are not.",
  },
  sideEffect: {
    text: "Side effects",
    why: "At least one tool changed something outside the conversation.",
  },
  truncated: {
    text: "Cut by the client",
    why: "The client left out attributes, events or links before it sent them.",
  },
  summed: {
    text: "Summed, not resolved",
    why: "It has more spans than are resolved together: counts, tokens and cost are sums over spans as each tells them, and what only the whole could tell is unknown.",
  },
  neverEnded: {
    text: "Never ended",
    why: "It was begun, and for an hour nothing more came of it: the program stopped before it could say the end.",
  },
  ttftApproximate: {
    text: "First token approximate",
    why: "The client dates the first event of a model's stream, which comes some ten milliseconds before the first token.",
  },
};
