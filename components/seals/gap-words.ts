import { plural } from "@/lib/format/count";
import type { Gaps } from "@/lib/seals/gaps";

/** What a head says did not come or was not taken; the audit log has no gaps. */
export function gapWords(gaps: Gaps | null): string {
  if (gaps === null) return "";
  const { rootless, rejected, silent, quarantined } = gaps;
  const words = [
    rootless.count > 0 && `${plural(rootless.count, "trace")} without a root`,
    ...rejected.map(
      ({ spans, requests, reason }) =>
        `${spans > 0 ? plural(spans, "span") : plural(requests, "request")} refused (${reason.replaceAll("_", " ")})`,
    ),
    silent.length > 0 && `silent: ${silent.map(({ client, service }) => service ?? client).join(", ")}`,
    quarantined > 0 && `${plural(quarantined, "sample")} in quarantine`,
  ].filter((word) => word !== false);
  return words.length === 0 ? "nothing known" : words.join("; ");
}
