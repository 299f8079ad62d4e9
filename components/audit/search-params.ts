import { parseAsString, parseAsStringLiteral } from "nuqs/server";

import { AUDIT_KINDS } from "@/lib/audit/document";
import { SURFACES } from "@/lib/context";

/** What the audit log's page keeps in its URL, beside the range of every page. */
export const auditParams = {
  kind: parseAsStringLiteral(AUDIT_KINDS),
  /** "user:17", "api_key:3", "system". */
  actor: parseAsString,
  surface: parseAsStringLiteral(SURFACES),
  action: parseAsString.withDefault(""),
  target: parseAsString.withDefault(""),
  address: parseAsString.withDefault(""),
};
