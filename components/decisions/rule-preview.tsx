import Link from "@/components/ui/link";

import { AbsoluteTime } from "@/components/ui/relative-time";
import { formatCount, plural } from "@/lib/format/count";
import type { RulePreview as Preview } from "@/lib/decisions/preview-rule";

/** What a rule would make of what is stored. @param hrefOf address of traces */
export function RulePreview({ preview, hrefOf }: { preview: Preview; hrefOf: string }) {
  const { candidates, days, read, fit, withoutSubject, withoutOutcome, saidByClient, examples } = preview;
  return (
    <div role="status" className="grid gap-1.5 rounded-m border border-line bg-sunken px-3 py-2 text-s">
      <p>
        {plural(candidates, "trace")} of the last {days} days {candidates === 1 ? "has" : "have"} this feature
        and tool.
        {candidates > read && ` The newest ${formatCount(read)} were read.`}{" "}
        <strong className="font-semibold">{plural(fit, "decision")}</strong> among them
        {withoutSubject > 0 && `, ${formatCount(withoutSubject)} without a subject`}
        {withoutOutcome > 0 && `, ${formatCount(withoutOutcome)} without an outcome`}.
        {saidByClient > 0 &&
          ` ${plural(saidByClient, "trace")} ${saidByClient === 1 ? "is" : "are"} marked by the client anyway.`}
      </p>
      {examples.length > 0 && (
        <ul className="grid gap-0.5">
          {examples.map(({ traceId, startedAt, subject, outcome }) => (
            <li key={traceId} className="flex flex-wrap gap-x-3">
              <Link href={`${hrefOf}/${traceId}`} className="text-accent hover:underline">
                <AbsoluteTime at={startedAt} />
              </Link>
              <span className="font-mono wrap-anywhere">{subject ?? "no subject"}</span>
              <span className="wrap-anywhere">{outcome ?? "no outcome"}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
