"use client";

import Link from "@/components/ui/link";

import { Button } from "@/components/ui/button";
import { actionsColumn, figureColumn, textColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { Figure } from "@/components/ui/figure";
import { HourOf } from "@/components/ui/relative-time";
import { lackOf } from "@/lib/traffic/assess-traffic";
import type { ModelTraffic } from "@/lib/traffic/model-traffic";

import { OwnPriceDialog } from "./own-price-dialog";
import type { SavePrice } from "./own-price-form";
import { LACK_WORDS, tracesOfModel } from "./price-labels";

interface UnpricedModelsProps {
  rows: readonly ModelTraffic[];
  slug: string;
  /** YYYY-MM-DD, UTC. */
  today: string;
  editable: boolean;
  save: SavePrice;
}

/** Without a price none of the model's calls has a cost; else they are not told apart. */
const tokensOf = (row: ModelTraffic): number | null =>
  lackOf(row) === "no_price" ? row.inputTokens + row.outputTokens || null : null;

const seenColumn = (head: string, of: (row: ModelTraffic) => string): Column<ModelTraffic> => ({
  head,
  tip: "Known by the hour",
  dim: true,
  sortBy: of,
  cell: (row) => <HourOf at={of(row)} />,
});

/** What is missing in every sum, by model, with what helps. */
export function UnpricedModels({ rows, slug, today, editable, save }: UnpricedModelsProps) {
  const columns: Column<ModelTraffic>[] = [
    textColumn("Model", ({ model }) => model, { className: "max-w-80 truncate font-mono" }),
    textColumn("Provider", ({ provider }) => provider, { dim: true }),
    figureColumn("Calls", "count", ({ unknownCost }) => unknownCost, {
      cell: (row) => (
        <Link href={tracesOfModel(slug, row)} className="text-accent hover:underline">
          <Figure value={row.unknownCost} quantity="count" />
          <span className="sr-only"> calls: their traces</span>
        </Link>
      ),
    }),
    figureColumn("Tokens", "count", tokensOf, {
      cell: (row) => (
        <Figure
          value={tokensOf(row)}
          quantity="count"
          unknown={
            lackOf(row) === "no_usage"
              ? "no usage came with them"
              : "not counted apart from the calls with a cost"
          }
        />
      ),
    }),
    {
      head: "Why",
      dim: true,
      cell: (row) => {
        const lack = lackOf(row);
        return lack && LACK_WORDS[lack];
      },
    },
    seenColumn("First seen", ({ firstSeen }) => firstSeen),
    seenColumn("Last seen", ({ lastSeen }) => lastSeen),
    actionsColumn(
      (row) =>
        editable &&
        row.model !== null &&
        lackOf(row) !== "no_usage" && (
          <OwnPriceDialog
            save={save}
            today={today}
            prefill={{ provider: row.provider ?? "*", model: row.model }}
            trigger={
              <Button size="s" aria-label={`Set a price for ${row.model}`}>
                Set a price
              </Button>
            }
          />
        ),
    ),
  ];
  return (
    <DataTable
      caption="Calls without a known cost, by model"
      columns={columns}
      rows={rows}
      keyOf={({ provider, model }) => JSON.stringify([provider, model])}
    />
  );
}
