import { createLoader } from "nuqs/server";

import { auditParams } from "@/components/audit/search-params";
import { shellParams } from "@/components/shell/search-params";

export const loadAuditParams = createLoader({ ...shellParams, ...auditParams });
