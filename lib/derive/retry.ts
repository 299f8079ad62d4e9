import { setTimeout as sleep } from "node:timers/promises";

/** Deadlock, serialisation failure, lost connection: the same batch again gives the same result. */
const AGAIN = new Set(["40P01", "40001", "08006"]);

/** Runs an idempotent batch, again at most four times when the store says that it was only bad luck. */
export async function retrying<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!AGAIN.has(code) || attempt === 5) throw error;
      await sleep(attempt * 20 + Math.random() * 50);
    }
  }
}
