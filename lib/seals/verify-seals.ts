import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { log as programLog } from "@/lib/log";

import { type Log, LOGS } from "./leaf";
import { storedTree, type Trouble, type Verdict, verifyTree } from "./verify-store";

export type VerifyEvent =
  | { type: "progress"; log: Log; leaves: number; of: number }
  | { type: "verdict"; log: Log; verdict: Verdict }
  | { type: "done"; trouble: Trouble | null }
  | { type: "failed"; message: string };

/** Events that wait to be taken. */
class Events {
  private readonly waiting: VerifyEvent[] = [];
  private wake: (() => void) | null = null;
  private ended = false;

  tell(event: VerifyEvent): void {
    const last = this.waiting.at(-1);
    // Nobody needs an older state of the same.
    if (event.type === "progress" && last?.type === "progress" && last.log === event.log) this.waiting.pop();
    this.waiting.push(event);
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<VerifyEvent, void> {
    for (;;) {
      const event = this.waiting.shift();
      if (event !== undefined) yield event;
      else if (this.ended) return;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }
}

class Left extends Error {}

/** Holds a project's trees against what is stored, at one moment; the audit log keeps what was found. Whoever hangs up ends it. */
export async function* verifySeals(ctx: Context, signal: AbortSignal): AsyncGenerator<VerifyEvent, void> {
  requirePermission(ctx, "read_audit");
  const events = new Events();
  void verifyAll(ctx, signal, events)
    .catch((error: unknown) => {
      if (error instanceof Left) return;
      programLog.error({ err: error }, "seals could not be checked");
      events.tell({ type: "failed", message: "It could not be checked to its end. Try again." });
    })
    .finally(() => events.end());
  yield* events;
}

async function verifyAll(ctx: Context, signal: AbortSignal, events: Events): Promise<void> {
  const verdicts = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const found: Verdict[] = [];
      for (const log of LOGS) {
        const verdict = await verifyTree(await storedTree(tx, ctx.project, log), (leaves, of) => {
          if (signal.aborted) throw new Left();
          events.tell({ type: "progress", log, leaves, of });
        });
        events.tell({ type: "verdict", log, verdict });
        found.push(verdict);
      }
      return found;
    },
    { readOnly: true },
  );
  const trouble = verdicts.find((verdict) => verdict.trouble !== null)?.trouble ?? null;
  const leaves = verdicts.reduce((sum, verdict) => sum + verdict.leaves, 0);
  await inProject(ctx.sql, ctx.project.id, (tx) =>
    record(tx, ctx, {
      action: "seals.verified",
      detail: { leaves, trouble: trouble && `${trouble.where}: ${trouble.what}` },
    }),
  );
  events.tell({ type: "done", trouble });
}
