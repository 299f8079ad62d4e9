import { createLoader } from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import { sessionsParams } from "@/components/sessions/search-params";

export const loadSessionsParams = createLoader({ ...shellParams, ...sessionsParams });
