import { LRUCache } from "lru-cache";

import { digest128 } from "@/lib/model/digest";
import { groupBy } from "@/lib/model/group-by";

import { listNames } from "../list-names";
import type { Price, PriceQuestion } from "../price";
import type { ListSource, ListedModel, Period, PriceListFile } from "./format";
import { isMeant, type NameHit, NameIndex } from "./match-name";
import { agree, agreeOnAll, filled, inRegion, resolve, type Resolved } from "./resolve";

/** A model's prices at a moment, for requests of every size. */
interface Listed {
  source: string;
  provider: string;
  model: ListedModel;
  validFrom: string | null;
  units: Period["units"];
  /** Input tokens above which a dearer tier begins, ascending. */
  starts: number[];
  /** By number of starts passed; made when first asked for. */
  bands: (Price | undefined)[];
}

/** What a price depends on besides its model. */
interface Ask {
  /** Null: the standard one. */
  tier: string | null;
  region: string | null;
  at: Date;
}

/** Some prices depend on the time of day; all of those change at a quarter of an hour (UTC). */
const QUARTER_MS = 900_000;

/** genai-prices has one provider for the Gemini API and Vertex AI, whose prices differ for some models. */
const SHARED = new Map([["vertex", "google"]]);

/** Tiers that are billed like the standard one: https://console.groq.com/docs/flex-processing */
const AT_STANDARD = new Map([["groq", ["flex"]]]);

/** A list in memory: immutable, a newer one is another object. */
export class PriceList {
  readonly sources: readonly ListSource[];
  /** Day of its newest source. */
  readonly date: string;
  /** Of all that it says: equal lists price every call alike. */
  readonly digest: string;
  readonly models: readonly ListedModel[];
  private readonly resells: ReadonlyMap<string, readonly string[]>;
  private readonly makers: PriceListFile["makers"];
  /** By source, by provider. */
  private readonly indexes: Map<string, NameIndex>[];
  /** The source that says who resells what. */
  private readonly reseller: number;
  /** By name with the route that the source itself writes in front. */
  private readonly ids: NameIndex;
  /** Look-ups walk rules: remembered by provider, model, tier and quarter of an hour. */
  private readonly found = new LRUCache<string, { hit: Listed | null }>({ max: 20_000 });

  constructor(readonly file: PriceListFile) {
    this.sources = file.sources;
    this.date = file.date;
    this.models = file.models;
    this.resells = new Map(Object.entries(file.resells));
    this.makers = file.makers;
    this.digest = digest128(JSON.stringify(file));
    this.indexes = file.sources.map((_, source) => {
      const byProvider = groupBy(
        file.models.filter((model) => model.source === source),
        ({ provider }) => provider,
      );
      return new Map([...byProvider].map(([provider, models]) => [provider, new NameIndex(models)]));
    });
    this.reseller = file.sources.findIndex(({ name }) => name === "genai-prices");
    const routed = file.sources.findLastIndex(({ name }) => name === "litellm");
    this.ids = new NameIndex(
      file.models.flatMap((model) =>
        model.source === routed
          ? [{ ...model, id: model.names.at(-1) ?? model.id, names: [], rules: [] }]
          : [],
      ),
    );
  }

  /** "genai-prices 0.2.3, litellm 1.110.2": for people. */
  get version(): string {
    return this.sources
      .filter(({ version }) => version !== "")
      .map(({ name, version }) => `${name} ${version}`)
      .join(", ");
  }

  /**
   * The list's price of a call as of its own date; null when it has none.
   * @param model one of the question's
   */
  find(model: string, question: PriceQuestion): Price | null {
    const { provider, serviceTier, startedAt, inputTokens } = question;
    const region = question.region ?? null;
    const key = `${provider ?? ""}\n${model}\n${serviceTier ?? ""}\n${region ?? ""}\n${Math.floor(startedAt.getTime() / QUARTER_MS)}`;
    let known = this.found.get(key);
    if (!known) {
      known = { hit: this.lookUp(provider, model, { tier: serviceTier, region, at: startedAt }) };
      this.found.set(key, known);
    }
    const { hit } = known;
    if (!hit) return null;
    let band = 0;
    while (band < hit.starts.length && inputTokens > (hit.starts[band] as number)) band++;
    return (hit.bands[band] ??= makePrice(hit, inputTokens));
  }

  /** A provider's own price of one of its models, in the words of the list: for those who compare sources. */
  findListed(provider: string, name: string, at: Date): Pick<Listed, "model" | "units"> | null {
    return this.ofProvider(provider, name.toLowerCase(), { tier: null, region: null, at });
  }

  /** A provider's model by every source that has it. */
  everywhere(provider: string, name: string): ListedModel[] {
    return this.named(provider, name.toLowerCase(), new Date(`${this.date}T12:00:00Z`));
  }

  private lookUp(provider: string | null, model: string, ask: Ask): Listed | null {
    for (const name of listNames(provider, model)) {
      const hit =
        name.provider === null
          ? this.ofMaker(name.model, ask, name.onlyMade ?? false)
          : this.ofProvider(name.provider, name.model, ask);
      if (hit) return hit;
    }
    return null;
  }

  /** A name without a provider: whose model it is, or the name that a source itself uses for it. */
  private ofMaker(name: string, ask: Ask, onlyMade: boolean): Listed | null {
    const maker = this.makers.find(([, rules]) => rules.some((rule) => isMeant(rule, name)))?.[0];
    const made = maker === undefined ? null : this.ofProvider(maker, name, ask);
    if (made || onlyMade) return made;
    const named = this.ids.find(name);
    return named && this.ofProvider(named.model.provider, name, ask);
  }

  private ofProvider(provider: string, name: string, ask: Ask): Listed | null {
    const { tier, at } = ask;
    if (tier !== null && AT_STANDARD.get(provider)?.includes(tier))
      return this.ofProvider(provider, name, { ...ask, tier: null });
    for (const seller of [provider, ...(this.resells.get(provider) ?? [])]) {
      const hits = this.named(seller, name, at);
      const [first] = hits;
      if (!first) continue;
      // A tier of a source whose standard price is another is a tier of another price.
      const usual = resolve(first, null, at);
      for (const model of hits) {
        if (model !== first) {
          const standard = resolve(model, null, at);
          if (!usual || !standard || !agree(usual, standard)) continue;
        }
        const hit = this.listed(
          model,
          SHARED.get(provider) === model.provider ? model.provider : provider,
          ask,
          hits,
        );
        if (hit) return hit;
      }
      const tiered = tier === null ? undefined : this.named(seller, `${name}:${tier}`, at)[0];
      if (tiered) return this.listed(tiered, provider, { ...ask, tier: null }, []);
    }
    return null;
  }

  /** The model by every source that has it, the one to be believed first. */
  private named(provider: string, name: string, at: Date): ListedModel[] {
    const hits = this.indexes.flatMap((index): NameHit[] => {
      const own = index.get(provider)?.find(name);
      if (own) return [own];
      // A source that lacks the provider and says whose prices it has means those.
      if (index.has(provider) && !this.resells.has(provider)) return [];
      for (const seller of index === this.indexes[this.reseller] ? this.sellersFor(provider) : []) {
        const resold = index.get(seller)?.find(name);
        if (resold) return [{ model: resold.model, exact: false }];
      }
      return [];
    });
    const [first, ...others] = hits;
    // What a source says of exactly this name goes before another one's rule, where they differ and no history is lost.
    if (first && !first.exact && first.model.prices.length === 1) {
      const price = resolve(first.model, null, at);
      const better = others.find(({ model, exact }) => {
        const other = exact ? resolve(model, null, at) : null;
        return price && other && !agreeOnAll(price, other);
      });
      if (better) return [better, ...hits.filter((hit) => hit !== better)].map(({ model }) => model);
    }
    return hits.map(({ model }) => model);
  }

  private sellersFor(provider: string): readonly string[] {
    const shared = SHARED.get(provider);
    return shared === undefined ? (this.resells.get(provider) ?? []) : [shared];
  }

  private listed(
    model: ListedModel,
    provider: string,
    { tier, region, at }: Ask,
    /** The model by every source that has it. */
    hits: readonly ListedModel[],
  ): Listed | null {
    const alone = resolve(model, tier, at);
    if (!alone) return null;
    let resolved: Resolved = alone;
    let source = this.sources[model.source]?.name ?? "";
    for (const other of hits) {
      const more = other.source > model.source ? resolve(other, tier, at) : null;
      const both = more && filled(resolved, more);
      if (!both) continue;
      resolved = both;
      source = `${source}, ${this.sources[other.source]?.name ?? ""}`;
    }
    const factor = region === null ? null : surcharge([model, ...hits], region);
    // Inference in one country costs more at Anthropic, whether a list says so of this model already or not.
    if (factor === null && provider === "anthropic" && region === "us") return null;
    if (factor !== null) resolved = inRegion(resolved, factor);
    const starts = new Set<number>();
    for (const unit of Object.values(resolved.units))
      if (typeof unit !== "string") for (const [start] of unit[1]) starts.add(start);
    return {
      ...resolved,
      source,
      provider,
      model,
      starts: [...starts].sort((a, b) => a - b),
      bands: [],
    };
  }
}

/** How many times as much a region costs, by the first source that says so. */
function surcharge(models: readonly ListedModel[], region: string): string | null {
  for (const { regional } of models)
    for (const key of [region, "*"])
      if (regional && Object.hasOwn(regional, key)) return regional[key] ?? null;
  return null;
}

/** A tiered price applies to the whole request: the tier with the highest start below the request's input. */
export function unitAt(price: Period["units"][string], inputTokens: number): string {
  if (typeof price === "string") return price;
  let unit = price[0];
  for (const [start, above] of price[1]) if (inputTokens > start) unit = above;
  return unit;
}

function makePrice(
  { source, provider, model, validFrom, units: listed }: Listed,
  inputTokens: number,
): Price {
  const units: Record<string, string> = {};
  for (const [key, price] of Object.entries(listed)) units[key] = unitAt(price, inputTokens);
  const spelled = JSON.stringify([source, provider, model.id, units]);
  const id = String(Number.parseInt(digest128(spelled).slice(0, 13), 16));
  return { id, source, provider, model: model.id, validFrom, units };
}
