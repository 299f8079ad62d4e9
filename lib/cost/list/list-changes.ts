import type { ListedModel } from "./format";
import type { PriceList } from "./price-list";
import { unitAt } from "./price-list";

/** A model whose standard price of now is another. US dollars a million tokens; null: none. */
export interface ListChange {
  provider: string;
  model: string;
  inputBefore: string | null;
  inputAfter: string | null;
  outputBefore: string | null;
  outputAfter: string | null;
}

export interface ListChanges {
  added: number;
  removed: number;
  changed: number;
  /** The first of them: changed, then removed, then new ones, by name. */
  rows: ListChange[];
}

const MAX_ROWS = 200;

/** What a newer list says otherwise of small, standard calls of now. */
export function listChanges(before: PriceList, after: PriceList, at: Date): ListChanges {
  const changed: ListChange[] = [];
  const removed: ListChange[] = [];
  const added: ListChange[] = [];
  for (const [provider, model] of namesOf(before, after)) {
    const [old, next] = [before, after].map((list) => {
      const units = list.findListed(provider, model, at)?.units;
      return (
        units &&
        (["input_mtok", "output_mtok"] as const).map((key) => (units[key] ? unitAt(units[key], 0) : null))
      );
    });
    if (JSON.stringify(old) === JSON.stringify(next)) continue;
    const [inputBefore = null, outputBefore = null] = old ?? [];
    const [inputAfter = null, outputAfter = null] = next ?? [];
    const row = { provider, model, inputBefore, inputAfter, outputBefore, outputAfter };
    (!old ? added : !next ? removed : changed).push(row);
  }
  const byName = (a: ListChange, b: ListChange) =>
    `${a.provider}/${a.model}` < `${b.provider}/${b.model}` ? -1 : 1;
  return {
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    rows: [changed, removed, added].flatMap((rows) => rows.sort(byName)).slice(0, MAX_ROWS),
  };
}

function namesOf(...lists: PriceList[]): Iterable<[provider: string, model: string]> {
  const names = new Map<string, [string, string]>();
  const add = ({ provider, id, names: [name] }: ListedModel) =>
    names.set(`${provider}\n${name ?? id}`, [provider, name ?? id]);
  for (const list of lists) for (const model of list.models) add(model);
  return names.values();
}
