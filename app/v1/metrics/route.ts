import { preflight } from "@/lib/http/cors";

import { otlpDoor } from "../otlp-door";

export const POST = otlpDoor("metrics");
export const OPTIONS = preflight;
