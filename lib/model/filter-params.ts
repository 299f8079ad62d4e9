import type { Dimension, Filter } from "./dimension";
import { DIMENSIONS } from "./dimensions";

export type DimensionName = keyof typeof DIMENSIONS;

type Entries = typeof DIMENSIONS;
/** Dimensions that a query may speak of. */
export type FilterName = {
  [N in DimensionName]: Entries[N] extends { filter: Filter } ? N : never;
}[DimensionName];

type Takes<N extends FilterName> = Entries[N]["filter"]["takes"];
type ValueIn<N extends FilterName> = Entries[N] extends { values: infer V } ? keyof V & string : never;

type ParamOf<N extends FilterName> =
  Takes<N> extends "milliseconds"
    ? `min_${N}_ms` | `max_${N}_ms`
    : Takes<N> extends "usd"
      ? `min_${N}_usd` | `max_${N}_usd`
      : Entries[N]["filter"] extends { takes: "text"; trace: object }
        ? N | `not_${N}`
        : N;

/** Parameters of a query by what they take, each with its values. */
export type Params<T extends Filter["takes"]> = {
  [N in FilterName as Takes<N> extends T ? ParamOf<N> : never]: ValueIn<N>;
};
export type ParamName = keyof Params<Filter["takes"]>;

/** One parameter of a query. */
export interface FilterParam {
  name: ParamName;
  dimension: FilterName;
  filter: Filter;
  label: string;
  description: string;
  /** Values that it takes and what people read for them; absent: any. */
  values: Readonly<Record<string, string>> | undefined;
  /** At least, at most; or none of the values. */
  bound?: "min" | "max" | "not";
}

export const dimensionOf = (name: DimensionName): Dimension => DIMENSIONS[name];

export const isDimension = (name: string): name is DimensionName => Object.hasOwn(DIMENSIONS, name);

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as DimensionName[];

const UNIT: Partial<Record<Filter["takes"], string>> = { milliseconds: "ms", usd: "usd" };

function paramsOf(name: DimensionName): FilterParam[] {
  const { filter, label, values } = dimensionOf(name);
  if (filter === undefined) return [];
  const dimension = name as FilterName;
  const one = { dimension, filter, label: filter.label ?? label, description: filter.description, values };
  const unit = UNIT[filter.takes];
  if (unit === undefined && filter.takes === "text" && filter.trace !== undefined)
    return [
      { ...one, name: dimension as ParamName },
      {
        ...one,
        name: `not_${name}` as ParamName,
        label: `Not ${one.label.toLowerCase()}`,
        description: `None of these, and traces without any: ${one.description}`,
        bound: "not",
      },
    ];
  if (unit === undefined) return [{ ...one, name: dimension as ParamName }];
  return [
    { ...one, name: `min_${name}_${unit}` as ParamName, bound: "min" },
    { ...one, ...filter.most, name: `max_${name}_${unit}` as ParamName, bound: "max" },
  ];
}

/** Every parameter that narrows a list of traces, in the order in which they are described. */
export const FILTER_PARAMS: readonly FilterParam[] = DIMENSION_NAMES.flatMap(paramsOf);

const byName = new Map<string, FilterParam>(FILTER_PARAMS.map((param) => [param.name, param]));

export const filterParam = (name: ParamName): FilterParam => byName.get(name) as FilterParam;

/** Whether a query's value says anything. */
export const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** Dimensions whose values are counted beside the list. */
export type FacetName = {
  [N in DimensionName]: Entries[N] extends { facet: object } ? N : never;
}[DimensionName];

export const FACETS = DIMENSION_NAMES.filter((name) => dimensionOf(name).facet !== undefined) as FacetName[];

/** Dimensions that are a column of the list. */
export type DimensionColumn = {
  [N in DimensionName]: Entries[N] extends { column: object } ? N : never;
}[DimensionName];
