/** Something that the worker does over and over. Adding one is adding it to the list in worker/main.ts. */
export interface Job {
  name: string;
  /** @returns whether there may be more to do at once */
  run: () => Promise<boolean>;
  /** Waits between two rounds with nothing to do: from the first, doubled each time, to the second. */
  idleMs: readonly [number, number];
}
