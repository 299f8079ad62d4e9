import { setTimeout as sleep } from "node:timers/promises";

import { nsToMs } from "@/lib/emit/planned-span";

import type { Interaction } from "./interaction";
import { type Outbox, type Parcel, parcelsOf } from "./outbox";

const TICK_MS = 250;

/**
 * Streams a period as it happens: an interaction begins at its time, and each span leaves when it has ended, children
 * before their root, as from a running application. When `stopped()` says so nothing new begins, and what runs is finished.
 */
export async function live(
  interactions: Iterable<Interaction>,
  outbox: Outbox,
  onProgress: (sent: number, running: number) => void,
  stopped: () => boolean,
): Promise<number> {
  const coming = interactions[Symbol.iterator]();
  let next = coming.next();
  let running: Parcel[] = [];
  let scores: { dueMs: number; score: NonNullable<Interaction["score"]> }[] = [];
  let sent = 0;
  for (;;) {
    const now = Date.now();
    while (!next.done && !stopped() && next.value.startMs <= now) {
      running.push(...parcelsOf(next.value));
      if (next.value.score) scores.push({ dueMs: next.value.endMs + 1000, score: next.value.score });
      sent += 1;
      next = coming.next();
    }
    const due = running.filter((parcel) => nsToMs(parcel.span.endNs) <= now);
    running = running.filter((parcel) => nsToMs(parcel.span.endNs) > now);
    await outbox.send(due);
    for (const { score } of scores.filter(({ dueMs }) => dueMs <= now)) await outbox.score(score);
    scores = scores.filter(({ dueMs }) => dueMs > now);
    onProgress(sent, running.length);
    if ((next.done || stopped()) && running.length === 0 && scores.length === 0) return sent;
    await sleep(TICK_MS);
  }
}
