/** A progress bar on a terminal; elsewhere (a log file, CI) a line every tenth part. Writes to stderr. */
export function createProgress(label: string, total: number) {
  const out = process.stderr;
  let lastTenth = -1;
  const bar = (share: number): string => "█".repeat(Math.round(share * 24)).padEnd(24, "░");
  return {
    update(done: number, detail: string): void {
      const share = total === 0 ? 1 : Math.min(done / total, 1);
      const text = `${label} ${done}/${total} ${detail}`;
      if (out.isTTY) {
        out.write(`\r\x1b[2K${bar(share)} ${text}`);
        return;
      }
      const tenth = Math.floor(share * 10);
      if (tenth === lastTenth) return;
      lastTenth = tenth;
      out.write(`${text}\n`);
    },
    end(): void {
      if (out.isTTY) out.write("\n");
    },
  };
}
