import { fstatSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded first by every process that the supervisor starts. A supervisor that is killed cannot tell its children; their
 * standard input is a pipe that only it holds open, and whose end they see whenever it comes, also before this is read.
 * They end as if asked to, so that nothing keeps the port.
 */
const GRACE_MS = 15_000;

// What such a process starts itself may have another input, which is at its end from the beginning.
const stdin = fstatSync(0);
if (isMainThread && (stdin.isFIFO() || stdin.isSocket())) {
  process.stdin.resume();
  process.stdin.unref();
  process.stdin.on("error", () => {});
  process.stdin.once("close", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
  });
}
