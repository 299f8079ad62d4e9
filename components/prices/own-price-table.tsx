"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { actionsColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import type { ListedOwnPrice } from "@/lib/cost/own/list-own-prices";
import { SERVICE_TIERS } from "@/lib/cost/service-tier";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { OwnPriceDialog } from "./own-price-dialog";
import type { SavePrice } from "./own-price-form";
import { priceColumn } from "./price-column";
import { TIER_LABELS } from "./price-labels";

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

const tiersOf = ({ units }: ListedOwnPrice) => SERVICE_TIERS.filter((tier) => units[tier]);
const standard = (price: ListedOwnPrice) => price.units[tiersOf(price)[0] ?? "standard"] ?? {};

/** What the project has set, with its days; what has ended stays, since calls of those days cost that. */
export function OwnPriceTable({ prices, today, editable, save, remove }: OwnPriceTableProps) {
  const columns: Column<ListedOwnPrice>[] = [
    textColumn("Model", ({ model }) => model, {
      className: "max-w-80 truncate font-mono",
      dim: (price) => stateOf(price, today) !== "now",
    }),
    textColumn("Provider", ({ provider }) => (provider === "*" ? "any" : provider), { dim: true }),
    {
      head: "Days",
      dim: true,
      className: "tabular",
      sortBy: ({ validFrom }) => validFrom ?? "",
      cell: (price) => <Days price={price} state={stateOf(price, today)} />,
    },
    priceColumn("Input", (price) => standard(price).input_mtok),
    priceColumn("Output", (price) => standard(price).output_mtok),
    {
      head: "Tiers",
      dim: true,
      cell: (price) =>
        tiersOf(price)
          .map((tier) => TIER_LABELS[tier])
          .join(", "),
    },
    timeColumn("Set", ({ createdAt }) => createdAt, { by: ({ author }) => author }),
    textColumn("Note", ({ note }) => note, { dim: true, className: "max-w-60 truncate" }),
    actionsColumn(
      (price) => editable && <PriceActions price={price} today={today} save={save} remove={remove} />,
    ),
  ];
  return <DataTable caption="Own prices" columns={columns} rows={prices} keyOf={({ id }) => id} />;
}

const Days = ({ price, state }: { price: ListedOwnPrice; state: ReturnType<typeof stateOf> }) => (
  <>
    {price.validFrom ?? "always"} – {price.validTo ?? "…"}{" "}
    {state !== "now" && <Badge>{state === "ended" ? "ended" : "to come"}</Badge>}
  </>
);

function PriceActions({
  price,
  today,
  save,
  remove,
}: { price: ListedOwnPrice } & Pick<OwnPriceTableProps, "today" | "save" | "remove">) {
  return (
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
  );
}
