import { z } from "zod";

/**
 * A price list as a file: what `npm run prices` writes, what comes with Recount and what an installation may load.
 * Every limit is far above what the published tables hold and keeps a wrong file from filling the memory.
 */
export const MAX_LIST_BYTES = 8_000_000;
const MAX_MODELS = 20_000;

const Name = z.string().min(1).max(300);
/** US dollars a million tokens (or by the unit's own measure), at most nine decimals; "unknown": the source has no price here. */
const Amount = z.string().regex(/^(?:\d{1,7}(?:\.\d{1,9})?|unknown)$/);
/** One price, or a base and what holds for requests with more input tokens than `start`. */
const UnitPrice = z.union([
  Amount,
  z.tuple([Amount, z.array(z.tuple([z.int().nonnegative(), Amount])).max(20)]),
]);
const Units = z.record(z.string().regex(/^[a-z0-9_]{1,60}$/), UnitPrice);

const Instant = z.string().regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}Z)?$/);
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):(?:00|15|30|45)$/);

/** When units hold. All that is said must be true; UTC. */
const Period = z.object({
  from: Instant.optional(),
  /** Ends before. */
  until: Instant.optional(),
  /** Begins, ends before. */
  hours: z.tuple([TimeOfDay, TimeOfDay]).optional(),
  /** 0: Sunday. */
  days: z.array(z.int().min(0).max(6)).optional(),
  units: Units,
});
export type Period = z.output<typeof Period>;

/**
 * An expression that takes no longer than a name is long, or nearly: nothing repeated is repeated again, and little is repeated at
 * all. Somebody's file must not make a server think for ever about a model's name.
 */
const Pattern = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/\)[*+{]|\\[1-9k]|\(\?</.test(text) && (text.match(/[*+]|\{\d*,/g)?.length ?? 0) <= 2, {
    error: "This expression is too complicated for a list.",
  })
  .refine(
    (text) => {
      try {
        return Boolean(new RegExp(text));
      } catch {
        return false;
      }
    },
    { error: "This is not a regular expression." },
  );

/**
 * How a name may be met besides exactly. Matched in lower case. After `starts` and `has` only the marks of a snapshot may follow
 * (snapshot.ts); a pattern says all of the name.
 */
const Rule = z.union([
  z.tuple([z.enum(["starts", "has", "ends"]), Name]),
  z.tuple([z.literal("starts"), Name, Pattern]),
  z.tuple([z.literal("pattern"), Pattern]),
]);
export type Rule = z.output<typeof Rule>;

const Model = z.object({
  /** Index in `sources`. */
  source: z.int().nonnegative(),
  provider: Name,
  id: Name,
  names: z.array(Name).max(200),
  rules: z.array(Rule).max(50).optional(),
  /** The last that holds wins; if none does, the first. */
  prices: z.array(Period).min(1).max(50),
  /** By service tier: what it costs instead, of those that hold the first that names a unit. Units that it does not name stay. */
  tiers: z.record(z.string().regex(/^[a-z_]{1,40}$/), z.array(Period).max(50)).optional(),
  /** By region, `*` for any but the global endpoint: how many times as much its tokens cost there. */
  regional: z
    .record(z.string().regex(/^(?:\*|[a-z0-9-]{1,40})$/), z.string().regex(/^\d{1,2}(?:\.\d{1,4})?$/))
    .optional(),
  /** Why it is here, for corrections: where it was read. */
  note: z.string().max(1000).optional(),
});
export type ListedModel = z.output<typeof Model>;

const Source = z.object({
  name: Name,
  version: z.string().max(100),
  licence: z.string().max(100),
  url: z.string().max(300),
});
export type ListSource = z.output<typeof Source>;

export const PriceListFile = z
  .object({
    format: z.literal("recount-prices/1"),
    /** Day on which the newest of its sources was published or fetched. */
    date: z.iso.date(),
    /** In order of trust: where two know a model, the first is asked. */
    sources: z.array(Source).min(1).max(10),
    /** Whose model a name is, tried in order. */
    makers: z.array(z.tuple([Name, z.array(Rule)])).max(200),
    /** Providers that sell others' models under their makers' names and prices. */
    resells: z.record(Name, z.array(Name).max(20)),
    models: z.array(Model).min(1).max(MAX_MODELS),
  })
  .superRefine(({ models, sources }, check) => {
    const wrong = models.find(({ source }) => source >= sources.length);
    if (wrong) check.addIssue({ code: "custom", message: `${wrong.id} names a source that is not listed` });
  });
export type PriceListFile = z.output<typeof PriceListFile>;
