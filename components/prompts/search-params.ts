import { createLoader, createSerializer, parseAsInteger } from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import { anyOf } from "@/components/trace-list/search-params";

/** What the pages of prompts keep in their address besides range and environment. */
export const promptsParams = { feature: anyOf };

/** Two versions side by side, by number; absent: the newest and the one before. */
export const diffParams = { a: parseAsInteger, b: parseAsInteger };

const all = { ...shellParams, ...promptsParams, ...diffParams };
export const loadPromptsView = createLoader(all);
export const serializePromptsView = createSerializer(all);
export type PromptsView = Awaited<ReturnType<typeof loadPromptsView>>;
