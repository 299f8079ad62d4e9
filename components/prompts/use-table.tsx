import { type Column, ColumnTable } from "@/components/ui/column-table";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
import { formatPercent } from "@/lib/format/percent";
import type { PromptDocument } from "@/lib/prompts/document";

type Use = PromptDocument["in_use"][number];

const LABELS: Record<Use["dimension"], string> = {
  feature: "Feature",
  environment: "Environment",
  release: "Release",
  model: "Model",
};

interface UseTableProps {
  uses: readonly Use[];
  /** Its traces, of one version or of any; null: no filter finds them. */
  tracesHref: (use: Use, fingerprint?: string) => string | null;
}

/** Versions beyond these are in the file. */
const SHOWN = 4;

/** Where model calls with the prompt came from, with the versions that were used there. */
export function UseTable({ uses, tracesHref }: UseTableProps) {
  const columns: Column<Use>[] = [
    {
      head: "Where",
      dim: true,
      cell: ({ dimension }) => LABELS[dimension],
    },
    {
      head: "Value",
      className: "max-w-64 truncate",
      title: ({ value }) => value ?? undefined,
      dim: ({ value }) => value === null,
      cell: (use) => <Traces href={tracesHref(use)}>{use.value ?? "not said"}</Traces>,
    },
    {
      head: "Model calls",
      numeric: true,
      cell: ({ calls }) => <Figure value={calls} quantity="count" />,
    },
    {
      head: "Versions",
      cell: (use) => (
        <span className="flex flex-wrap gap-x-3">
          {use.versions.slice(0, SHOWN).map(({ version, fingerprint, calls }) => (
            <span key={fingerprint}>
              <Traces href={tracesHref(use, fingerprint)}>{version}</Traces>{" "}
              <span className="tabular text-ink-3">{formatPercent(calls / use.calls)}</span>
            </span>
          ))}
          {use.versions.length > SHOWN && (
            <span className="text-ink-3">and {use.versions.length - SHOWN} more</span>
          )}
        </span>
      ),
    },
  ];
  return (
    <ColumnTable
      caption="Where it is in use"
      columns={columns}
      rows={uses}
      keyOf={({ dimension, value }) => JSON.stringify([dimension, value])}
    />
  );
}

const Traces = ({ href, children }: { href: string | null; children: string }) =>
  href === null ? children : <FigureLink href={href}>{children}</FigureLink>;
