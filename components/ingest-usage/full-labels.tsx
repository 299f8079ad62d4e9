import { Notice } from "@/components/ui/notice";
import { plural } from "@/lib/format/count";
import type { FullLabels } from "@/lib/ingest-usage/list-full-labels";

const WHAT: Record<FullLabels["source"], [one: string, many: string]> = {
  calls: ["combination of labels of calls", "combinations of labels of calls"],
  traces: ["combination of labels of interactions", "combinations of labels of interactions"],
  users: ["user", "users"],
};

const LABEL: Record<string, string> = { name: "step and tool", fingerprint: "prompt version" };

/** "feature (100,000), release (12)": where ids may stand in the place of names. */
const mostOf = (most: FullLabels["most"]): string =>
  most.map(({ column, values }) => `${LABEL[column] ?? column} (${plural(values, "value")})`).join(", ");

/** Days of which figures do not tell everything apart. */
export function FullLabelsNotice({ days }: { days: readonly FullLabels[] }) {
  const [first] = days;
  if (first === undefined) return null;
  const most = days.find((day) => day.most.length > 0)?.most ?? [];
  return (
    <Notice tone="warn">
      <p>Figures do not tell everything apart: what is beyond a day&apos;s limit counts as “(other)”.</p>
      <ul className="mt-1 list-disc pl-4">
        {days.map(({ day, source, known, fullAt }) => (
          <li key={`${day} ${source}`}>
            {day}: {plural(known, ...WHAT[source])} told apart, others not since{" "}
            <time dateTime={fullAt}>{`${fullAt.slice(0, 16).replace("T", " ")} UTC`}</time>.
          </li>
        ))}
      </ul>
      <p className="mt-1">
        Sums stay right, and traces keep what was sent.
        {most.length > 0 &&
          ` Most values: ${mostOf(most)}. An id in the place of a name is the usual cause.`}{" "}
        The limits are RECOUNT_MAX_LABELS_PER_DAY and RECOUNT_MAX_USERS_PER_DAY of the worker.
      </p>
    </Notice>
  );
}
