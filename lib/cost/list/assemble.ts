import { Failure } from "@/lib/errors";

import { CORRECTIONS } from "./corrections";
import { compareSources } from "./disagreements";
import type { ListedModel, ListSource, PriceListFile } from "./format";
import { fromGenaiPrices, GenaiPrices } from "./from-genai-prices";
import { fromLitellm, LitellmTable } from "./from-litellm";
import { PriceList } from "./price-list";

/** A published table and which one it is. */
export interface Published {
  version: string;
  table: unknown;
}

const GENAI: Omit<ListSource, "version"> = {
  name: "genai-prices",
  licence: "MIT",
  url: "https://pypi.org/project/genai-prices/",
};
const LITELLM: Omit<ListSource, "version"> = {
  name: "litellm",
  licence: "MIT",
  url: "https://pypi.org/project/litellm/",
};

/**
 * One list of two published tables and our corrections of them.
 * @throws ZodError when a table has another form
 */
export function assemble(genai: Published, litellm: Published, date: string): PriceListFile {
  const first = fromGenaiPrices(GenaiPrices.parse(genai.table), 1);
  const second = fromLitellm(LitellmTable.parse(litellm.table), 2);
  return withNotes({
    format: "recount-prices/1",
    date,
    sources: [
      { name: "corrections", version: "", licence: "Apache-2.0", url: "" },
      { ...GENAI, version: genai.version },
      { ...LITELLM, version: litellm.version },
    ],
    makers: first.makers,
    resells: first.resells,
    models: [
      ...CORRECTIONS.map((one) => ({ source: 0, id: one.names[0] as string, ...one })),
      ...first.models,
      ...second,
    ],
  });
}

/**
 * The list of now with one of its published tables replaced by a newer one.
 * @throws ZodError when it is neither of the tables, Failure bad_request when it has no prices
 */
export function assembleWith(now: PriceListFile, table: unknown, date: string): PriceListFile {
  const isGenai =
    Array.isArray(table) || (typeof table === "object" && table !== null && "providers" in table);
  const name = isGenai ? GENAI.name : LITELLM.name;
  const source = now.sources.findIndex((one) => one.name === name);
  if (source < 0) throw new Error(`the list of now has no ${name}`);
  const read = isGenai
    ? fromGenaiPrices(GenaiPrices.parse(table), source)
    : { models: fromLitellm(LitellmTable.parse(table), source) };
  if (read.models.length === 0)
    throw new Failure("bad_request", "There is no model with a price in this table.");
  const before = now.models.filter((model) => model.source < source);
  const after = now.models.filter((model) => model.source > source);
  return {
    ...now,
    ...read,
    date,
    sources: now.sources.map((one, index) => (index === source ? { ...one, version: `of ${date}` } : one)),
    models: [...before, ...read.models.map(withoutNote), ...after],
  };
}

const withoutNote = ({ note: _, ...model }: ListedModel): ListedModel => model;

/** Where a price was read is kept where the sources differ, for whoever has to decide between them. */
function withNotes(file: PriceListFile): PriceListFile {
  const list = new PriceList(file);
  const noted = new Set<ListedModel>();
  for (const { provider, model } of compareSources(list).disagreements)
    for (const one of list.everywhere(provider, model)) noted.add(one);
  return {
    ...file,
    models: file.models.map((model) => {
      if (model.note === undefined || model.source === 0 || noted.has(model)) return model;
      const { note: _, ...rest } = model;
      return rest;
    }),
  };
}

/** One model a line, so that a change of a price is a change of a line. */
export function spell(file: PriceListFile): string {
  const { models, makers, ...head } = file;
  const lines = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},\n"makers": [\n${lines(makers)}\n],\n"models": [\n${lines(models)}\n]}\n`;
}
