import { createLoader, createSerializer, parseAsString } from "nuqs/server";

/** For which calls a repricing is offered, as after a price was saved: `?model=house-9b&provider=openai#reprice`. */
const repriceParams = { model: parseAsString, provider: parseAsString };

/** `?find=sonnet`: which models of the price list are listed. */
export const findParams = { find: parseAsString.withDefault("") };

export const loadPricesParams = createLoader({ ...repriceParams, ...findParams });
export const serializeRepriceParams = createSerializer(repriceParams);
