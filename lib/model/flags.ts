/** Bits of `spans.flags` and `traces.flags` (the union of its spans'): what a reader must know before believing a number. */
export const FLAG = {
  /** Emitted by the demo: nobody asked, nobody answered. Attribute `recount.simulated`. */
  simulated: 1,
  /** Token counts come from a tokenizer, not from the provider. Attribute `recount.tokens.estimated`. */
  tokensEstimated: 2,
  /** Times were laid out by an importer. Attribute `recount.clock.synthetic`. */
  clockSynthetic: 4,
  /** The tool changes the world. Attribute `recount.side_effect`. */
  sideEffect: 8,
  /** The client cut attributes or dropped events. */
  truncated: 16,
  /** The first token is dated by the first event of the stream, which may come before it. */
  ttftApproximate: 32,
  /** The client calls the span the root of what it saw, whatever stands above it: its parent may never arrive. */
  appRoot: 64,
  /** Made of a log record: where the client's own spans tell the same call, it repeats them. */
  fromLog: 128,
} as const;

/**
 * Bits beside them that say what the input of a call is seen to carry besides text: for its price, which a repricing asks for again
 * when the messages are not at hand.
 */
export const MEDIA_FLAG = { audio: 1024, image: 2048, video: 4096 } as const;

export type FlagName = keyof typeof FLAG;

/** What a reader must know, by name. Where the client saw its root, and by what road a span came, is for the derivation only. */
export const flagNames = (flags: number): Exclude<FlagName, "appRoot" | "fromLog">[] =>
  (Object.keys(FLAG) as FlagName[])
    .filter((name) => name !== "appRoot" && name !== "fromLog")
    .filter((name) => (flags & FLAG[name]) !== 0);
