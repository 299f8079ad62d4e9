import Link from "@/components/ui/link";

import { Badge } from "@/components/ui/badge";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import type { Decision } from "@/lib/decisions/document";

import { decisionPath } from "./decision-paths";
import { shortSubject } from "./subject-words";

const unknown = (why: string) => <Figure value={null} quantity="count" unknown={why} />;

const columnsOf = (projectSlug: string): Column<Decision>[] => [
  {
    head: "Decided",
    cell: ({ trace_id, started_at }) => (
      <Link
        href={decisionPath(projectSlug, trace_id)}
        className="text-accent hover:underline"
        prefetch={false}
      >
        <AbsoluteTime at={started_at} />
      </Link>
    ),
  },
  {
    head: "Subject",
    className: "max-w-56 truncate font-mono",
    title: ({ subject }) => subject ?? undefined,
    cell: ({ subject, subject_hashed, erased_at }) =>
      subject === null
        ? unknown(erased_at === null ? "neither the client nor a rule says about whom" : "it was erased")
        : shortSubject(subject, subject_hashed),
  },
  {
    head: "Outcome",
    className: "max-w-64 truncate",
    title: ({ outcome }) => outcome ?? undefined,
    cell: ({ outcome }) => outcome ?? unknown("neither the client nor a rule says what was decided"),
  },
  { head: "Feature", dim: true, className: "max-w-44 truncate", cell: ({ feature }) => feature ?? "–" },
  {
    head: "Documents",
    dim: true,
    className: "max-w-56 truncate",
    title: ({ documents }) => documents.map(documentWords).join(", ") || undefined,
    cell: ({ documents }) => documents.map(documentWords).join(", ") || "–",
  },
  {
    head: "Marked by",
    dim: true,
    cell: ({ marked_by, rule }) => (marked_by === "client" ? "client" : `rule ${rule ?? ""}`),
  },
  {
    head: "Notes",
    cell: ({ reports, missing, erased_at }) => (
      <span className="flex gap-1">
        {reports > 0 && <Badge tone="warn">{reports === 1 ? "Reported" : `Reported ${reports} times`}</Badge>}
        {missing.length > 0 && (
          <Badge title={`Not recorded: ${missing.join(", ").replaceAll("_", " ")}`}>
            {plural(missing.length, "part")} missing
          </Badge>
        )}
        {erased_at !== null && <Badge>Erased</Badge>}
      </span>
    ),
  },
];

const documentWords = ({ id, version }: Decision["documents"][number]): string =>
  version === null ? id : `${id} (${version})`;

export const DecisionTable = ({
  projectSlug,
  decisions,
}: {
  projectSlug: string;
  decisions: readonly Decision[];
}) => (
  <ColumnTable
    caption="Decisions"
    columns={columnsOf(projectSlug)}
    rows={decisions}
    keyOf={({ trace_id }) => trace_id}
  />
);
