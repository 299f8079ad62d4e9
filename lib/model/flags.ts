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
  /** A server's span: the provider or gateway tells the call that it served. */
  server: 256,
  /** Of a trace with more spans than are resolved together: lib/derive/sum-large-trace.ts. */
  summed: 512,
} as const;

/**
 * Bits beside them that say what the input of a call is seen to carry besides text: for its price, which a repricing asks for again
 * when the messages are not at hand.
 */
export const MEDIA_FLAG = { audio: 1024, image: 2048, video: 4096 } as const;

/** Of a span that says whom its trace decided about, or what: for finding decisions only (lib/decisions). */
export const DECISION_FLAG = 8192;

export type FlagName = keyof typeof FLAG;

/** Where the client saw its root, by what road a span came and whose it is: for the derivation only. */
type Unread = "appRoot" | "fromLog" | "server";

/** What a reader must know, by name. */
export const flagNames = (flags: number): Exclude<FlagName, Unread>[] =>
  (Object.keys(FLAG) as FlagName[])
    .filter((name) => name !== "appRoot" && name !== "fromLog" && name !== "server")
    .filter((name) => (flags & FLAG[name]) !== 0);
