import { createLoader, parseAsString } from "nuqs/server";

/** Which client's snippets are shown. */
export const loadGettingStartedParams = createLoader({ client: parseAsString.withDefault("curl") });
