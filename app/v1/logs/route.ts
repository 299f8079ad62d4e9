import { preflight } from "@/lib/http/cors";

import { otlpDoor } from "../otlp-door";

export const POST = otlpDoor("logs");
export const OPTIONS = preflight;
