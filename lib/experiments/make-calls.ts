import type { AnsweredCall, ModelRequest } from "@/lib/providers/model-call";
import { ProviderFailure } from "@/lib/providers/provider-failure";

/** Calls under way at once. */
const AT_ONCE = 4;
/** Of one call, where a provider says that the same may work in a moment. */
const TRIES = 3;
const LONGEST_WAIT_MS = 20_000;
/** So many that failed one after the other end an experiment. */
const FAILURES_IN_A_ROW = 5;

export interface Wanted {
  /** Key of the part that is missing; null: none. */
  part: string | null;
  request: ModelRequest;
}

export type CallOutcome =
  | { state: "done"; answered: AnsweredCall }
  | { state: "failed"; error: string }
  | { state: "cancelled"; error: null };

export interface MadeCall {
  number: number;
  part: string | null;
  startedAt: Date;
  durationMs: number;
  outcome: CallOutcome;
}

export interface CallerOptions {
  call: (request: ModelRequest, signal: AbortSignal, onText: (text: string) => void) => Promise<AnsweredCall>;
  signal: AbortSignal;
  onText: (number: number, part: string | null, text: string) => void;
  /** Awaited before the next call of the same worker begins. */
  onMade: (made: MadeCall) => Promise<void>;
}

/** Why the calls that were still wanted are not made. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Makes the calls of one experiment, a few at a time, and numbers them. */
export class Caller {
  private made = 0;
  private failedInARow = 0;

  constructor(private readonly options: CallerOptions) {}

  /**
   * Makes calls in this order; gives them in the same.
   * @throws Stopped when further calls would be refused too, or somebody cancelled: calls under way are ended at the provider
   */
  async make(wanted: readonly Wanted[]): Promise<MadeCall[]> {
    const done: MadeCall[] = [];
    const stop = new AbortController();
    const signal = AbortSignal.any([this.options.signal, stop.signal]);
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < wanted.length && !signal.aborted) {
        const at = next++;
        try {
          done[at] = await this.one(wanted[at] as Wanted, signal);
        } catch (error) {
          if (!stop.signal.aborted) stop.abort(error);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (stop.signal.aborted) throw stop.signal.reason;
    if (this.options.signal.aborted) throw new Stopped("It was cancelled.");
    return done;
  }

  private async one({ part, request }: Wanted, signal: AbortSignal): Promise<MadeCall> {
    const number = ++this.made;
    const startedAt = new Date();
    const began = performance.now();
    let failure: ProviderFailure | null = null;
    let outcome: CallOutcome;
    try {
      const answered = await this.tried(number, { part, request }, signal);
      outcome = { state: "done", answered };
    } catch (error) {
      if (error instanceof ProviderFailure) {
        failure = error;
        outcome = { state: "failed", error: error.message };
      } else if (signal.aborted) outcome = { state: "cancelled", error: null };
      else throw error;
    }
    const durationMs = Math.round(performance.now() - began);
    const made = { number, part, startedAt, durationMs, outcome };
    await this.options.onMade(made);
    this.failedInARow = failure === null ? 0 : this.failedInARow + 1;
    if (failure && (failure.what === "refused" || this.failedInARow >= FAILURES_IN_A_ROW))
      throw new Stopped(failure.message);
    return made;
  }

  private async tried(number: number, { part, request }: Wanted, signal: AbortSignal): Promise<AnsweredCall> {
    for (let attempt = 1; ; attempt++) {
      let hasSpoken = false;
      try {
        return await this.options.call(request, signal, (text) => {
          hasSpoken = true;
          this.options.onText(number, part, text);
        });
      } catch (error) {
        // Half an answer was paid for: it is not asked for again unasked.
        const mayTry = error instanceof ProviderFailure && error.what === "again" && !hasSpoken;
        if (!mayTry || attempt >= TRIES) throw error;
        await pause(Math.min(LONGEST_WAIT_MS, error.retryAfterMs ?? attempt * 1000), signal);
      }
    }
  }
}

/** @throws AbortError once the signal is given */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = () => {
      clearTimeout(timer);
      reject(new DOMException("The run was cancelled.", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", cancelled);
      resolve();
    }, ms);
    if (signal.aborted) cancelled();
    else signal.addEventListener("abort", cancelled, { once: true });
  });
}
