import { parseAsString } from "nuqs/server";

/** What the list of sessions keeps in its URL besides range and environment. */
export const sessionsParams = {
  /** The beginning of a session id, or a whole user id. */
  q: parseAsString.withDefault(""),
};
