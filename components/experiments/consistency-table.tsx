import { type Column, ColumnTable } from "@/components/ui/column-table";
import { formatPercent } from "@/lib/format/percent";
import type { Agreement, Consistency } from "@/lib/experiments/consistency";

interface Row {
  what: string;
  tip: string;
  agreement: Agreement;
}

const COLUMNS: Column<Row>[] = [
  {
    head: "What agrees",
    cell: ({ what, tip }) => <span data-tip={tip}>{what}</span>,
    className: "whitespace-normal",
  },
  { head: "Share", numeric: true, cell: ({ agreement }) => <ShareText {...agreement} /> },
  {
    head: "Drawn",
    quietHead: true,
    className: "w-2/5 min-w-32 max-md:hidden",
    cell: ({ agreement }) => <ShareBar {...agreement} />,
  },
];

/** How far the answers agree with each other, and with what was recorded. */
export function ConsistencyTable({ consistency }: { consistency: Consistency }) {
  const { different, answers, sameAnswer, sameTools, tools, asRecorded } = consistency;
  const rows: Row[] = [
    {
      what: different === 1 ? "The same answer" : `The most frequent of ${different} answers`,
      tip: "case, white space and Markdown’s marks make no difference",
      agreement: sameAnswer,
    },
    {
      what: `The same tools (${tools === "" ? "none" : tools})`,
      tip: "the most frequent one, by the tools’ names in order",
      agreement: sameTools,
    },
    ...(asRecorded === null
      ? []
      : [
          { what: "The recorded answer", tip: "said again", agreement: asRecorded.sameAnswer },
          { what: "The recorded tools", tip: "asked for again", agreement: asRecorded.sameTools },
        ]),
  ];
  return (
    <ColumnTable
      caption="Consistency"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ what }) => what}
      footer={answers < 5 && "Few answers say little: run it more often for a narrower interval."}
    />
  );
}

const ShareText = ({ share, low, high, part, whole }: Agreement) => (
  <span className="inline-grid py-1 leading-4">
    <span>
      {part} of {whole}, <span className="font-medium">{formatPercent(share)}</span>
    </span>
    <span className="text-xs text-ink-3">
      {formatPercent(low)} to {formatPercent(high)}
    </span>
  </span>
);

/** The interval, and the share within it. */
const ShareBar = ({ share, low, high }: Pick<Agreement, "share" | "low" | "high">) => (
  <span aria-hidden className="relative block h-2 rounded-s bg-sunken">
    <span
      className="absolute inset-y-0 rounded-s bg-accent-line"
      style={{ left: `${low * 100}%`, right: `${(1 - high) * 100}%` }}
    />
    <span
      className="absolute -inset-y-0.5 w-0.5 bg-accent-fill"
      style={{ left: `calc(${share * 100}% - 1px)` }}
    />
  </span>
);
