import { digest128 } from "@/lib/model/digest";

import { parseTraceId } from "./ids";

/** The trace that a client named by any text: 32 hex digits or a UUID are the id itself, everything else is hashed. */
export const traceIdOfName = (name: string): string => parseTraceId(name) ?? digest128(`trace\n${name}`);
