/**
 * Begins to count the processor's time of this process, its threads' included, for tests of how much work something is: a
 * clock on the wall also counts what else the machine does, and fails tests while it is busy.
 * @returns milliseconds since then
 */
export function cpuClock(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
