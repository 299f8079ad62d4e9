import { preflight } from "@/lib/http/cors";

import { otlpDoor } from "../otlp-door";

export const POST = otlpDoor("traces");
export const OPTIONS = preflight;
