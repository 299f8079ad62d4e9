import { LRUCache } from "lru-cache";

import { digest128 } from "@/lib/model/digest";

import { bundledList } from "./list/bundled";
import type { PriceList } from "./list/price-list";
import type { TokenEstimator } from "./estimate-tokens";
import { asPrice, bySpecificity, holdsOn, isFor, type OwnPrice } from "./own-price";
import type { Price, PriceQuestion } from "./price";

/** What a project's calls cost: its own prices before the list's. Immutable; a change is a new book. */
export class PriceBook {
  private static bundled: PriceBook | undefined;
  /** Of a project that has set nothing, by the list that comes with Recount. */
  static get list(): PriceBook {
    return (PriceBook.bundled ??= new PriceBook([], null));
  }

  /** Digest of all prices: equal books price every call alike. */
  readonly digest: string;
  private readonly own: readonly OwnPrice[];
  /** Own prices by provider and model of calls: few words repeat in every call. */
  private readonly byName = new LRUCache<string, readonly OwnPrice[]>({ max: 2_000 });

  constructor(
    own: readonly OwnPrice[],
    /** Makes what estimates the tokens of calls without usage, one a request; null: such calls stay unknown. */
    readonly estimator: (() => TokenEstimator) | null = null,
    readonly priceList: PriceList = bundledList(),
  ) {
    this.own = own.toSorted(bySpecificity);
    this.digest = digest128(JSON.stringify([priceList.digest, this.own]));
  }

  /**
   * Prices that may bill a call, the first that has a price for all of its tokens wins. An own price is looked for under both
   * names before the list is asked, and where one holds the list is not: a tier that it does not name has no price.
   * @returns empty: no price
   */
  candidates(question: PriceQuestion): Price[] {
    const models = [question.responseModel, question.requestModel].filter((model) => model !== null);
    if (this.own.length > 0) {
      for (const model of models) {
        const own = this.named(question.provider, model).find((price) => holdsOn(price, question.startedAt));
        if (own) return [asPrice(own, question.serviceTier)].filter((price) => price !== null);
      }
    }
    const prices: Price[] = [];
    for (const model of models) {
      const price = this.priceList.find(model, question);
      if (price && price !== prices[0]) prices.push(price);
    }
    return prices;
  }

  private named(provider: string | null, model: string): readonly OwnPrice[] {
    const key = `${provider ?? ""}\n${model}`;
    let known = this.byName.get(key);
    if (!known) {
      known = this.own.filter((price) => isFor(price, model, provider));
      this.byName.set(key, known);
    }
    return known;
  }
}
