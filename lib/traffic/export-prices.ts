import { recordExport } from "@/lib/audit/record-export";
import { toCsv } from "@/lib/format/csv";
import { listOwnPrices } from "@/lib/cost/own/list-own-prices";
import { UNIT_KEYS } from "@/lib/cost/bucket-units";
import { modelTraffic } from "./model-traffic";
import type { Context } from "@/lib/context";

const HEAD = [
  "price",
  "provider",
  "model",
  "service_tier",
  "valid_from",
  "valid_to",
  ...UNIT_KEYS,
  "source",
  "note",
  "author",
];

/** The prices in effect as a file: the project's own, all of them, then the list's for every model that was used. */
export async function exportPrices(ctx: Context): Promise<string> {
  const [own, traffic] = await Promise.all([listOwnPrices(ctx), modelTraffic(ctx)]);
  await recordExport(ctx, "prices.exported");
  const rows = [
    ...own.flatMap((price) =>
      Object.entries(price.units).map(([tier, units]) => [
        "own",
        price.provider,
        price.model,
        tier,
        price.validFrom,
        price.validTo,
        ...UNIT_KEYS.map((key) => units[key] ?? null),
        "this project",
        price.note,
        price.author,
      ]),
    ),
    ...traffic.map(({ provider, model, price }) => [
      price === null ? "none" : price.source === "own" ? "own, see above" : "list",
      provider,
      model,
      "standard",
      price?.validFrom ?? null,
      null,
      ...UNIT_KEYS.map((key) => (price?.source === "own" ? null : (price?.units[key] ?? null))),
      price === null
        ? null
        : price.source === "own"
          ? `own: ${price.model}`
          : `${price.source}: ${price.provider}/${price.model}`,
      null,
      null,
    ]),
  ];
  return toCsv(HEAD, rows);
}
