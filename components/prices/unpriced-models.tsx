"use client";

import Link from "next/link";

import { Button } from "@/components/ui/button";
import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { lackOf } from "@/lib/traffic/judge-traffic";
import type { ModelTraffic } from "@/lib/traffic/model-traffic";

import { OwnPriceDialog } from "./own-price-dialog";
import type { SavePrice } from "./own-price-form";
import { LACK_WORDS, tracesOfModel } from "./price-words";

interface UnpricedModelsProps {
  rows: readonly ModelTraffic[];
  slug: string;
  /** YYYY-MM-DD, UTC. */
  today: string;
  editable: boolean;
  save: SavePrice;
}

/** What is missing in every sum, by model, with what helps. */
export function UnpricedModels({ rows, slug, today, editable, save }: UnpricedModelsProps) {
  return (
    <Table caption="Calls without a known cost, by model">
      <TableHead>
        <Th>Model</Th>
        <Th>Provider</Th>
        <Th numeric>Calls</Th>
        <Th numeric>Tokens</Th>
        <Th>Why</Th>
        <Th>First seen</Th>
        <Th>Last seen</Th>
        <Th className="w-0">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <tbody>
        {rows.map((row) => {
          const lack = lackOf(row);
          return (
            <Tr key={JSON.stringify([row.provider, row.model])}>
              <Td className="max-w-80 truncate font-mono" title={row.model ?? undefined}>
                {row.model ?? "–"}
              </Td>
              <Td dim>{row.provider ?? "–"}</Td>
              <Td numeric>
                <Link href={tracesOfModel(slug, row)} className="text-accent hover:underline">
                  <Figure value={row.unknownCost} quantity="count" />
                  <span className="sr-only"> calls: their traces</span>
                </Link>
              </Td>
              <Td numeric>
                <Figure
                  // Without a price none of the model's calls has a cost; else they are not told apart.
                  value={lack === "no_price" ? row.inputTokens + row.outputTokens || null : null}
                  quantity="count"
                  unknown={
                    lack === "no_usage"
                      ? "no usage came with them"
                      : "not counted apart from the calls with a cost"
                  }
                />
              </Td>
              <Td dim>{lack && LACK_WORDS[lack]}</Td>
              <Td dim>
                <RelativeTime at={row.firstSeen} />
              </Td>
              <Td dim>
                <RelativeTime at={row.lastSeen} />
              </Td>
              <Td className="text-right">
                {editable && row.model !== null && lack !== "no_usage" && (
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
                )}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
