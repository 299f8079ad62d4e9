"use client";

import Link from "@/components/ui/link";

import { Button } from "@/components/ui/button";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { figureColumn } from "@/components/ui/columns";
import { formatPercent } from "@/lib/format/percent";
import { significant } from "@/lib/format/significant";
import type { BoxComparison } from "@/lib/latency/compare-box";
import { MEASURE, type Measure } from "@/lib/latency/measure";

import { attributeLabel, attributeValue } from "./attribute-labels";
import type { VersionNames } from "./dimension-labels";

/** What the console's route answers. */
export interface BoxAnswer extends BoxComparison {
  versions: VersionNames;
}

interface BoxDifferencesProps {
  measure: Measure;
  answer: BoxAnswer;
  /** "1.2 s to 3.4 s, from 10:00 to 11:00" */
  boxText: string;
  /** The traces of the box, narrowed by one attribute; null: the list cannot find it. */
  hrefOf: (attribute?: { attribute: string; value: string | null }) => string | null;
  onClose: () => void;
}

/** What is special about a box of the heatmap: the attributes that differ inside it against everything outside. */
export function BoxDifferences({ measure, answer, boxText, hrefOf, onClose }: BoxDifferencesProps) {
  const { inside, outside, differences, versions } = answer;
  const { many } = MEASURE[measure];
  const sampled = inside.sampled < inside.count || outside.sampled < outside.count;
  const all = hrefOf();
  return (
    <section aria-label="What differs inside the box" className="mt-3 border-t border-line pt-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pb-1 text-s">
        <h3 className="font-semibold">What differs inside the box</h3>
        <span className="text-ink-2">
          {boxText}:{" "}
          {all === null ? (
            `${inside.count.toLocaleString("en")} ${many}`
          ) : (
            <Link href={all} className="text-accent hover:underline" prefetch={false}>
              {inside.count.toLocaleString("en")} {many}
            </Link>
          )}{" "}
          against {outside.count.toLocaleString("en")} outside
        </span>
        {sampled && (
          <span
            className="text-ink-3"
            data-tip="read in short windows, evenly spread over the time of each side"
          >
            from a sample of {inside.sampled.toLocaleString("en")} and {outside.sampled.toLocaleString("en")}
          </span>
        )}
        <Button variant="ghost" size="s" className="ml-auto" onClick={onClose}>
          Clear box
        </Button>
      </div>
      {differences.length === 0 ? (
        <p className="rounded-m bg-sunken px-4 py-6 text-center text-s text-ink-2">
          {inside.count === 0
            ? "Nothing lies in this box."
            : `Nothing sets these ${many} apart from the others: no attribute differs beyond chance.`}
        </p>
      ) : (
        <ColumnTable
          caption="Attributes that differ inside the box"
          compact
          className="max-h-80"
          columns={columnsOf(versions, hrefOf)}
          rows={differences}
          keyOf={({ attribute, value }) => `${attribute} ${value}`}
        />
      )}
    </section>
  );
}

type Difference = BoxAnswer["differences"][number];

function columnsOf(versions: VersionNames, hrefOf: BoxDifferencesProps["hrefOf"]): Column<Difference>[] {
  const labelOf = ({ attribute, value }: Difference) => attributeValue(attribute, value, versions);
  return [
    { head: "Attribute", dim: true, cell: ({ attribute }) => attributeLabel(attribute) },
    {
      head: "Value",
      className: "max-w-80 truncate",
      title: labelOf,
      cell: (row) => {
        const href = hrefOf({ attribute: row.attribute, value: row.value });
        return href === null ? (
          labelOf(row)
        ) : (
          <Link href={href} className="hover:text-accent hover:underline" prefetch={false}>
            {labelOf(row)}
          </Link>
        );
      },
    },
    figureColumn("Inside", "percent", ({ insideShare }) => insideShare),
    figureColumn("Outside", "percent", ({ outsideShare }) => outsideShare),
    {
      head: "Ratio",
      numeric: true,
      tip: "how many times as frequent inside as outside",
      cell: ({ ratio }) => (ratio === null ? "only inside" : `${significant(ratio)}×`),
    },
    {
      head: "At least",
      numeric: true,
      dim: true,
      tip: "by how much the shares differ at least, given how many were compared; the rows are in this order",
      cell: ({ sure }) => `${sure > 0 ? "+" : "−"}${formatPercent(Math.abs(sure)).replace("%", "pt")}`,
    },
  ];
}
