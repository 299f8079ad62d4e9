import { parseAsString, parseAsStringLiteral } from "nuqs/server";

import { SESSION_SORT_WORDS } from "@/lib/sessions/session-sort";

/** What the list of sessions keeps in its URL besides range and environment. */
export const sessionsParams = {
  /** The beginning of a session id, or a whole user id. */
  q: parseAsString.withDefault(""),
  /** By which number they stand; absent: the last active first. */
  sort: parseAsStringLiteral(SESSION_SORT_WORDS),
};
