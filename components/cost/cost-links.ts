import { consolePath } from "@/components/shell/routes";
import { createSerializer } from "nuqs/server";

import { serializeShellParams } from "@/components/shell/search-params";
import { userPath } from "@/components/trace/trace-paths";
import { listParams } from "@/components/trace-list/search-params";
import { figuresOf } from "@/lib/model/figure-dimensions";
import { dimensionOf } from "@/lib/model/filter-params";
import type { SpendGroup } from "@/lib/spend/spend-query";

import { serializeCostView, SPEND_FILTERS, type CostView, type SpendFilterWord } from "./search-params";

const serializeList = createSerializer(listParams);
type ListWords = Parameters<typeof serializeList>[1] & object;

/** What each grouping is called. */
export const groupLabel = (group: SpendGroup): string => dimensionOf(group).label;

/** Addresses that a figure leads to, with the page's own range and filters. */
export class CostLinks {
  private readonly page: string;
  private readonly list: string;

  constructor(
    private readonly project: string,
    private readonly view: CostView,
  ) {
    this.page = consolePath(project, "cost");
    this.list = consolePath(project, "traces");
  }

  /** The page with something changed. */
  self(change: Partial<{ [word in keyof CostView]: CostView[word] | null }>): string {
    return serializeCostView(this.page, { ...this.view, ...change });
  }

  /** The page without any filter. */
  everything(): string {
    return this.self({ env: null, ...Object.fromEntries(SPEND_FILTERS.map((word) => [word, null])) });
  }

  /** The page, narrowed to one value and told apart by what it consists of. */
  drill(group: SpendGroup, value: string): string {
    const narrowed = group === "environment" ? { env: value } : { [group]: [value] };
    return this.self({ ...narrowed, by: figuresOf(group).into as SpendGroup });
  }

  /** The traces behind a figure. */
  traces(words: ListWords = {}): string {
    const { range, from, to, env } = this.view;
    const own = Object.fromEntries(SPEND_FILTERS.map((word) => [word, this.view[word]]));
    return serializeList(this.list, { range, from, to, env, ...own, ...words });
  }

  /** The traces of one value; none for those without a value, which no filter asks for. */
  tracesOf(group: SpendGroup, value: string | null): string | undefined {
    if (value === null) return undefined;
    return this.traces(group === "environment" ? { env: value } : { [group]: [value] });
  }

  /** The page of a user. */
  user(userId: string): string {
    const { range, from, to, env, tz } = this.view;
    return serializeShellParams(userPath(this.project, userId), { range, from, to, env, tz });
  }

  /** The page without one of its filters' values. */
  without(word: SpendFilterWord, value: string): string {
    const left = this.view[word].filter((other) => other !== value);
    return this.self({ [word]: left.length === 0 ? null : left });
  }
}
