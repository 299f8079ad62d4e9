/** Where a client is to send to. */
export interface Target {
  /** Without a slash at the end. */
  url: string;
  key: string;
}

/** One published client: what is set to point it at Recount, and what it cannot say. */
export interface Client {
  /** As people call it. */
  title: string;
  /** How it is installed: `package.json`, `requirements.txt` or `go.mod` in the folder. */
  language: "javascript" | "python" | "go";
  /** The settings that point the client at Recount: the whole change that a user makes. */
  settings: (target: Target) => Record<string, string>;
  /** What is named for the program beside that: which calls it makes, in order, as `api.step`. */
  calls: readonly string[];
  /** The program sets a session and a user with the client's own words. */
  session?: string;
  user?: string;
  /** Runs of the tool `look_up_order` that the program records. */
  toolRuns?: number;
  scores?: readonly { name: string; value: number | string | boolean }[];
  /**
   * What is true and does not travel: paths such as `chat.stream.ttft_ms`, `*` for any step. There, Recount must show that it does not know,
   * or `shows` where the client says something else.
   */
  gaps?: Readonly<Record<string, Gap>>;
  /** Absent: what it records answers the program when it runs again; else why it cannot, and what the miss must say. */
  replay?: { why: string; miss: RegExp };
}

export interface Gap {
  why: string;
  shows?: unknown;
}
