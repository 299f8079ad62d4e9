/**
 * Loaded first by every process that the supervisor starts. A supervisor that is killed cannot tell its children; they
 * notice that they have been given to another parent and end as if asked to, so that nothing keeps the port.
 */
const parent = process.ppid;
const LOOK_MS = 300;
const GRACE_MS = 15_000;

const timer = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(timer);
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
}, LOOK_MS);
timer.unref();
