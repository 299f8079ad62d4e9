"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { ListedOwnPrice } from "@/lib/cost/own/list-own-prices";
import { SERVICE_TIERS } from "@/lib/cost/service-tier";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { OwnPriceDialog } from "./own-price-dialog";
import type { SavePrice } from "./own-price-form";
import { TIER_LABELS } from "./price-words";

interface OwnPriceTableProps {
  prices: readonly ListedOwnPrice[];
  today: string;
  editable: boolean;
  save: SavePrice;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

const stateOf = (price: ListedOwnPrice, today: string): "now" | "later" | "ended" =>
  price.validTo !== null && price.validTo < today
    ? "ended"
    : price.validFrom !== null && price.validFrom > today
      ? "later"
      : "now";

/** What the project has set, with its days; what has ended stays, since calls of those days cost that. */
export function OwnPriceTable({ prices, today, editable, save, remove }: OwnPriceTableProps) {
  return (
    <Table caption="Own prices">
      <TableHead>
        <Th>Model</Th>
        <Th>Provider</Th>
        <Th>Days</Th>
        <Th numeric>Input</Th>
        <Th numeric>Output</Th>
        <Th>Tiers</Th>
        <Th>Set</Th>
        <Th>Note</Th>
        <Th className="w-0">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <tbody>
        {prices.map((price) => {
          const state = stateOf(price, today);
          const tiers = SERVICE_TIERS.filter((tier) => price.units[tier]);
          const units = price.units[tiers[0] ?? "standard"] ?? {};
          return (
            <Tr key={price.id}>
              <Td className="max-w-80 truncate font-mono" dim={state !== "now"} title={price.model}>
                {price.model}
              </Td>
              <Td dim>{price.provider === "*" ? "any" : price.provider}</Td>
              <Td dim className="tabular">
                {price.validFrom ?? "always"} – {price.validTo ?? "…"}{" "}
                {state !== "now" && <Badge>{state === "ended" ? "ended" : "to come"}</Badge>}
              </Td>
              <Td numeric>{units.input_mtok ?? "–"}</Td>
              <Td numeric>{units.output_mtok ?? "–"}</Td>
              <Td dim>{tiers.map((tier) => TIER_LABELS[tier]).join(", ")}</Td>
              <Td dim>
                <RelativeTime at={price.createdAt} /> by {price.author}
              </Td>
              <Td dim className="max-w-60 truncate" title={price.note}>
                {price.note}
              </Td>
              <Td className="text-right whitespace-nowrap">
                {editable && (
                  <>
                    <OwnPriceDialog
                      save={save}
                      today={today}
                      price={price}
                      trigger={
                        <Button variant="ghost" size="s" aria-label={`Change the price of ${price.model}`}>
                          Change
                        </Button>
                      }
                    />
                    <ConfirmDialog
                      title={`Remove the price of ${price.model}?`}
                      consequence="New calls are priced by the list again, or have no price. Calls that are stored keep their cost until they are repriced. The audit log keeps what the price was."
                      action="Remove price"
                      onConfirm={async () => valueOf(await remove({ id: price.id }))}
                      trigger={
                        <Button variant="ghost" size="s" aria-label={`Remove the price of ${price.model}`}>
                          Remove
                        </Button>
                      }
                    />
                  </>
                )}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
