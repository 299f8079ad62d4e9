import { createLoader } from "nuqs/server";

import { decisionsParams } from "@/components/decisions/search-params";
import { shellParams } from "@/components/shell/search-params";

export const loadDecisionsParams = createLoader({ ...shellParams, ...decisionsParams });
