import { z } from "zod";

import { asAmount } from "./decimal";
import type { ListedModel, Period, PriceListFile, Rule } from "./format";

/** The data of genai-prices, as its repository publishes them and as scripts/prices/dump.py writes them. */

interface Clause {
  equals?: string;
  starts_with?: string;
  ends_with?: string;
  contains?: string;
  regex?: string;
  or?: Clause[];
  and?: Clause[];
}
const Clause: z.ZodType<Clause> = z.lazy(() =>
  z.object({
    equals: z.string().optional(),
    starts_with: z.string().optional(),
    ends_with: z.string().optional(),
    contains: z.string().optional(),
    regex: z.string().optional(),
    or: z.array(Clause).optional(),
    and: z.array(Clause).optional(),
  }),
);
const Amount = z.union([z.string(), z.number()]);
const Units = z.record(
  z.string(),
  z
    .union([Amount, z.object({ base: Amount, tiers: z.array(z.object({ start: z.int(), price: Amount })) })])
    .nullable(),
);
const Constraint = z
  .object({
    start_date: z.string().optional(),
    start_time: z.string().optional(),
    end_time: z.string().optional(),
  })
  .nullish();
const Prices = z.union([z.array(z.object({ constraint: Constraint, prices: Units })), Units]);
const Provider = z.object({
  id: z.string(),
  model_match: Clause.nullish(),
  fallback_model_providers: z.array(z.string()).nullish(),
  models: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      price_comments: z.string().nullish(),
      match: Clause,
      prices: Prices,
      price_variants: z
        .array(z.object({ when: z.record(z.string(), z.string()), constraint: Constraint, prices: Units }))
        .nullish(),
    }),
  ),
});
export const GenaiPrices = z.union([
  z.array(Provider),
  z.object({ providers: z.array(Provider) }).transform(({ providers }) => providers),
]);
export type GenaiPrices = z.output<typeof GenaiPrices>;

/** Of several sellers that the list mirrors, not prices of the model's own provider: nobody sends calls under these words. */
const IGNORED_WHEN = new Set(["route", "search_type"]);

export function fromGenaiPrices(
  providers: GenaiPrices,
  source: number,
): Pick<PriceListFile, "models" | "makers" | "resells"> {
  const models: ListedModel[] = [];
  const makers: PriceListFile["makers"] = [];
  const resells: PriceListFile["resells"] = {};
  for (const provider of providers) {
    if (provider.fallback_model_providers?.length) resells[provider.id] = provider.fallback_model_providers;
    if (provider.model_match) {
      const { names, rules } = flatten(provider.model_match);
      makers.push([provider.id, [...names.map((name): Rule => ["pattern", `^${escape(name)}$`]), ...rules]]);
    }
    for (const model of provider.models) {
      const prices = periodsOf(model.prices);
      // No price at all is either a gift, and then its name says so, or nothing that anybody knows.
      if (prices.length === 0 && /[:-]free$|\(free\)/i.test(`${model.name ?? ""} ${model.id}`))
        prices.push({ units: { input_mtok: "0", output_mtok: "0" } });
      if (prices.length === 0) continue;
      const { names, rules } = flatten(model.match);
      const tiers = tiersOf(model.price_variants ?? []);
      models.push({
        source,
        provider: provider.id,
        id: model.id,
        names,
        ...(rules.length > 0 ? { rules } : {}),
        prices,
        ...(Object.keys(tiers).length > 0 ? { tiers } : {}),
        ...noteOf(model.price_comments),
      });
    }
  }
  return { models, makers, resells };
}

/** The pages that its remarks refer to. */
function noteOf(comments: string | null | undefined): { note?: string } {
  const pages = [...new Set(comments?.match(/https:\/\/[^\s,;)"]+/g))].slice(0, 2);
  return pages.length > 0 ? { note: pages.join(" ").replaceAll(/\.(?= |$)/g, "") } : {};
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Names that are meant exactly, and all other rules. */
function flatten(clause: Clause): { names: string[]; rules: Rule[] } {
  const names = new Set<string>();
  const rules: Rule[] = [];
  const walk = (one: Clause): void => {
    if (one.equals) names.add(one.equals.toLowerCase());
    if (one.starts_with) rules.push(["starts", one.starts_with.toLowerCase()]);
    if (one.ends_with) rules.push(["ends", one.ends_with.toLowerCase()]);
    if (one.contains) rules.push(["has", one.contains.toLowerCase()]);
    if (one.regex) rules.push(["pattern", one.regex]);
    for (const part of one.or ?? []) walk(part);
    // "Begins with this, and is like that" is the only conjunction there is.
    const begins = one.and?.find((part) => part.starts_with)?.starts_with;
    const like = one.and?.find((part) => part.regex)?.regex;
    if (begins && like && one.and?.length === 2) rules.push(["starts", begins.toLowerCase(), like]);
  };
  walk(clause);
  return { names: [...names], rules };
}

function unitsOf(units: z.output<typeof Units>): Period["units"] {
  const read: Period["units"] = {};
  for (const [key, price] of Object.entries(units)) {
    if (price === null) continue;
    const base = asAmount(typeof price === "object" ? price.base : price);
    if (base === null) continue;
    read[key] =
      typeof price === "object"
        ? [
            base,
            price.tiers
              .flatMap(({ start, price: above }): [number, string][] => {
                const amount = asAmount(above);
                return amount === null ? [] : [[start, amount]];
              })
              .sort((a, b) => a[0] - b[0]),
          ]
        : base;
  }
  return read;
}

function periodOf(constraint: z.output<typeof Constraint>, units: Period["units"]): Period {
  if (constraint?.start_date) return { from: constraint.start_date.slice(0, 10), units };
  if (constraint?.start_time && constraint.end_time)
    return { hours: [constraint.start_time.slice(0, 5), constraint.end_time.slice(0, 5)], units };
  return { units };
}

function periodsOf(prices: z.output<typeof Prices>): Period[] {
  if (!Array.isArray(prices)) {
    const units = unitsOf(prices);
    return Object.keys(units).length > 0 ? [{ units }] : [];
  }
  return prices.map(({ constraint, prices: units }) => periodOf(constraint, unitsOf(units)));
}

type Variants = NonNullable<GenaiPrices[number]["models"][number]["price_variants"]>;

function tiersOf(variants: Variants): NonNullable<ListedModel["tiers"]> {
  const tiers: NonNullable<ListedModel["tiers"]> = {};
  for (const { when, constraint, prices } of variants) {
    const [[key, value] = [], ...more] = Object.entries(when);
    const units = unitsOf(prices);
    if (key === undefined || value === undefined || more.length > 0 || IGNORED_WHEN.has(key)) continue;
    if (Object.keys(units).length === 0) continue;
    (tiers[value] ??= []).push(periodOf(constraint, units));
  }
  return tiers;
}
