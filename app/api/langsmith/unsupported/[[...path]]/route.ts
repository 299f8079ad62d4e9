import { preflight } from "@/lib/http/cors";

import { unsupported } from "../../unsupported";

export const GET = unsupported;
export const POST = unsupported;
export const PUT = unsupported;
export const PATCH = unsupported;
export const DELETE = unsupported;
export const OPTIONS = preflight;
