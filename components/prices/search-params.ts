import { createLoader, createSerializer, parseAsString } from "nuqs/server";

/** For which calls a repricing is offered, as after a price was saved: `?model=house-9b&provider=openai#reprice`. */
const repriceParams = { model: parseAsString, provider: parseAsString };

export const loadRepriceParams = createLoader(repriceParams);
export const serializeRepriceParams = createSerializer(repriceParams);
