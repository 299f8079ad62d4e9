import { MicOff, Sigma, Unlink } from "lucide-react";
import Link from "@/components/ui/link";

import { RelativeTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import type { ListedClient } from "@/lib/ingest-usage/list-clients";
import type { RootlessTrace } from "@/lib/ingest-usage/list-rootless";
import type { SummedTrace } from "@/lib/ingest-usage/list-summed";

const ROW = "flex min-h-8 flex-wrap items-center gap-x-3 gap-y-0.5 border-t border-line px-3.5 py-1";

/** Clients that sent regularly and have stopped. */
export function SilentClients({ clients }: { clients: readonly ListedClient[] }) {
  const silent = clients.filter(({ silence }) => silence !== null);
  if (silent.length === 0)
    return <p className="px-3.5 pb-3 text-s text-ink-2">Nobody who sent regularly has stopped.</p>;
  return (
    <ul className="text-s">
      {silent.map((client) => (
        <li key={client.id} className={ROW}>
          <MicOff aria-hidden className="size-3.5 shrink-0 text-warn" />
          <span className="font-medium">{client.service ?? client.name}</span>
          <span className="text-ink-2">
            {[client.service === null ? null : client.name, client.version, client.instrumentation]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <span className="ml-auto text-ink-2">
            last <RelativeTime at={client.lastSeenAt} />, usually every{" "}
            {formatDuration(client.silence?.usualMs ?? 0)}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface MissingRootsProps {
  traces: readonly RootlessTrace[];
  count: number;
  hrefOf: (traceId: string) => string;
}

/** Traces whose root has not come within a quarter of an hour. */
export function MissingRoots({ traces, count, hrefOf }: MissingRootsProps) {
  if (traces.length === 0)
    return <p className="px-3.5 pb-3 text-s text-ink-2">Every trace of the last two days has its root.</p>;
  return (
    <>
      <p className="px-3.5 pb-2 text-s text-ink-2">
        {count >= 1000 ? "At least " : ""}
        {plural(count, "trace has", "traces have")} spans and no root: the process that made the root ended
        before it was sent, sampled it away, or sends it elsewhere. Flush the exporter before exit, and sample
        whole traces.
      </p>
      <ul className="max-h-80 overflow-y-auto text-s" tabIndex={0} aria-label="Traces without a root">
        {traces.map((trace) => (
          <li key={trace.traceId} className={ROW}>
            <Unlink aria-hidden className="size-3.5 shrink-0 text-warn" />
            <Link href={hrefOf(trace.traceId)} className="min-w-0 truncate text-accent hover:underline">
              {trace.name}
            </Link>
            <span className="text-ink-2">{trace.service}</span>
            <span className="ml-auto text-ink-2">
              {plural(trace.spanCount, "span")}, <RelativeTime at={trace.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Traces whose figures are sums, because they have more spans than are resolved together. */
export function SummedTraces({
  traces,
  hrefOf,
}: {
  traces: readonly SummedTrace[];
  hrefOf: (traceId: string) => string;
}) {
  return (
    <>
      <p className="px-3.5 pb-2 text-s text-ink-2">
        All their spans are kept and shown. Counts, tokens and cost are sums over spans as each tells them;
        what only the whole trace could tell is unknown. The administrator sets the size from which this holds
        (RECOUNT_MAX_SPANS_PER_TRACE).
      </p>
      <ul className="max-h-80 overflow-y-auto text-s" tabIndex={0} aria-label="Traces with too many spans">
        {traces.map((trace) => (
          <li key={trace.traceId} className={ROW}>
            <Sigma aria-hidden className="size-3.5 shrink-0 text-warn" />
            <Link href={hrefOf(trace.traceId)} className="min-w-0 truncate text-accent hover:underline">
              {trace.name}
            </Link>
            <span className="text-ink-2">{trace.service}</span>
            <span className="ml-auto text-ink-2">
              {plural(trace.spanCount, "span")}, <RelativeTime at={trace.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
