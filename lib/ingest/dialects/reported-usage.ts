/** Token counts as a client reports them, before anyone knows whether they overlap. Null: not said. */
export interface ReportedUsage {
  input?: number | null;
  cacheRead?: number | null;
  cacheWrite?: number | null;
  cacheWrite5m?: number | null;
  cacheWrite1h?: number | null;
  /** Input without any cached token, said beside `input`. */
  uncached?: number | null;
  inputAudio?: number | null;
  inputImage?: number | null;
  inputVideo?: number | null;
  inputText?: number | null;
  /** What results of tools that the provider ran added to the input: Gemini counts it beside the prompt. */
  inputTools?: number | null;
  cacheReadAudio?: number | null;
  cacheReadImage?: number | null;
  cacheReadVideo?: number | null;
  cacheReadText?: number | null;
  output?: number | null;
  reasoning?: number | null;
  outputAudio?: number | null;
  outputImage?: number | null;
  outputVideo?: number | null;
  outputText?: number | null;
  total?: number | null;
  /**
   * What is known of the client: does `input` include the cached tokens, exclude them, or are all counts disjoint?
   * `native`: attribute names of the provider's own API, which excludes.
   */
  style?: "inclusive" | "exclusive" | "disjoint" | "native" | null;
  /** Names the client's rule in the record of which rule fired. */
  rule?: string | null;
  /** The counts belong together and must not be completed from another dialect's. */
  whole?: boolean;
  /** The client adds `inputTools` to its counts. */
  holdsTools?: boolean;
  /** What the same request took and its counts leave out. */
  besides?: ReportedUsage;
}
