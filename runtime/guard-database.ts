import { spawn } from "node:child_process";

import type { EmbeddedServer } from "@/db/embedded";

/** Waits until whoever holds the other end of its input is gone, and then ends the server as an orderly stop does. */
const SCRIPT = 'read -r line || kill -INT "$1" 2>/dev/null';

/**
 * A supervisor that is killed cannot end its database: a shell of a megabyte, which sees that, does. It goes with the server.
 */
export function guardDatabase({ pid, exited }: Pick<EmbeddedServer, "pid" | "exited">): void {
  const guard = spawn("/bin/sh", ["-c", SCRIPT, "recount-guard", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    // A group of its own: Ctrl-C is the supervisor's.
    detached: true,
  });
  guard.once("error", () => {}); // no shell: the next start adopts the server
  guard.unref();
  void exited.then(() => guard.kill("SIGKILL"));
}
