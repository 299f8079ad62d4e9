"use client";

import { Badge } from "@/components/ui/badge";
import { textColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { ListedPrice } from "@/lib/traffic/browse-list";

import { priceColumn } from "./price-column";

const pricedAs = ({ price }: ListedPrice): string | null =>
  price === null ? null : price.provider === "*" ? price.model : `${price.provider}/${price.model}`;

const COLUMNS: Column<ListedPrice>[] = [
  textColumn("Model", ({ model }) => model, { className: "max-w-64 truncate font-mono" }),
  textColumn("Provider", ({ provider }) => provider, { dim: true }),
  priceColumn("Input", ({ price }) => price?.units.input_mtok),
  priceColumn("Cache read", ({ price }) => price?.units.cache_read_mtok),
  priceColumn("Cache write", ({ price }) => price?.units.cache_write_mtok),
  priceColumn("Output", ({ price }) => price?.units.output_mtok),
  textColumn("Priced as", pricedAs, { dim: true, className: `${TAKES_THE_REST} font-mono` }),
  textColumn("Since", ({ price }) => price?.validFrom ?? null, { dim: true, className: "tabular" }),
  {
    head: "Source",
    sortBy: ({ price }) => price?.source,
    cell: ({ price }) =>
      price === null ? (
        <Badge tone="warn">no price</Badge>
      ) : price.source === "own" ? (
        <Badge tone="accent">own</Badge>
      ) : (
        <span className="text-ink-2">{price.source}</span>
      ),
  },
];

interface PriceListProps {
  rows: readonly ListedPrice[];
  caption: string;
}

/** What models cost now, and who says so. */
export const PriceList = ({ rows, caption }: PriceListProps) => (
  <DataTable
    caption={caption}
    pinned
    className="max-h-120"
    footer="US dollars a million tokens, standard service tier, a call of any size; larger calls of some models cost more. A dash is charged as input."
    columns={COLUMNS}
    rows={rows}
    keyOf={({ provider, model }) => JSON.stringify([provider, model])}
  />
);
