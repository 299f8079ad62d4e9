import type { PriceList } from "./price-list";
import { unitAt } from "./price-list";
import type { ListedModel } from "./format";

/** One model of which two sources say something else, by more than a hundredth. */
export interface Disagreement {
  provider: string;
  /** As the second source names it. */
  model: string;
  /** Whose price is used, and where that one was read, as far as it says. */
  source: string;
  note: string;
  otherSource: string;
  otherNote: string;
  /** US dollars a million tokens by both, where they differ. */
  units: { unit: string; used: string; other: string }[];
}

const COMPARED = [
  "input_mtok",
  "output_mtok",
  "cache_read_mtok",
  "cache_write_mtok",
  "cache_write_1h_mtok",
  "input_audio_mtok",
  "output_audio_mtok",
  "output_image_mtok",
  "output_reasoning_mtok",
];

/** Price of small, standard calls at noon of the list's day: of its models, how many have one, and of which the sources differ. */
export function compareSources(
  list: PriceList,
  of: (model: ListedModel) => boolean = () => true,
): { models: number; priced: number; disagreements: Disagreement[] } {
  const second = list.sources.findLastIndex(({ name }) => name === "litellm");
  const at = new Date(`${list.date}T12:00:00Z`);
  const disagreements: Disagreement[] = [];
  let [models, priced] = [0, 0];
  for (const model of list.models) {
    if (model.source !== second || !of(model)) continue;
    models++;
    const used = list.findListed(model.provider, model.id, at);
    if (!used) continue;
    priced++;
    if (used.model === model) continue;
    const said = model.prices[0]?.units ?? {};
    const units = COMPARED.flatMap((unit) => {
      const [ours, theirs] = [used.units[unit], said[unit]].map((one) => one && unitAt(one, 0));
      return ours === undefined || theirs === undefined || !differ(ours, theirs)
        ? []
        : [{ unit, used: ours, other: theirs }];
    });
    if (units.length > 0)
      disagreements.push({
        provider: model.provider,
        model: model.id,
        source: list.sources[used.model.source]?.name ?? "",
        note: used.model.note ?? "",
        otherSource: list.sources[second]?.name ?? "",
        otherNote: model.note ?? "",
        units,
      });
  }
  return { models, priced, disagreements };
}

/** By more than a hundredth of the smaller one; "unknown" differs from nothing. */
function differ(a: string, b: string): boolean {
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) > Math.min(x, y) / 100;
}
