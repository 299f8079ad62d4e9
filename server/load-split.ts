import type { Socket } from "node:net";
import { type EventLoopUtilization, performance } from "node:perf_hooks";

import type { ReaderThread } from "./reader-thread";

/** How often the threads are looked at. */
const LOOK_MS = 250;
/** Above this share of its time a thread soon keeps senders waiting; below that of both together one of them is enough. */
const BUSY = 0.75;
const QUIET = 0.5;
/** Of three connections two are read by the other thread: this one receives and answers the bytes of all of them, too. */
const CONNECTIONS = 3;

/**
 * Which connections have their bodies read by a second thread: none while this one has time. A connection keeps its thread, so that
 * what a program says again and again is known where it is written.
 */
export class LoadSplit {
  private connections = 0;
  private readonly numbers = new WeakMap<Socket, number>();
  private lookedAtMs = performance.now();
  private own: EventLoopUtilization = performance.eventLoopUtilization();
  private others: EventLoopUtilization | null = null;
  private isSplit = false;

  constructor(private readonly second: Pick<ReaderThread, "utilization">) {}

  /** Whether what comes over a connection is to be read by the second thread. */
  isElsewhere(socket: Socket): boolean {
    if (!this.look()) return false;
    let number = this.numbers.get(socket);
    if (number === undefined) this.numbers.set(socket, (number = ++this.connections));
    return number % CONNECTIONS !== 0;
  }

  private look(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.lookedAtMs < LOOK_MS) return this.isSplit;
    const own = performance.eventLoopUtilization();
    const others = this.second.utilization();
    const share = performance.eventLoopUtilization(own, this.own).utilization;
    const othersShare =
      others && this.others ? performance.eventLoopUtilization(others, this.others).utilization : 0;
    [this.lookedAtMs, this.own, this.others] = [nowMs, own, others];
    return (this.isSplit = this.isSplit ? share + othersShare > QUIET : share > BUSY);
  }
}
