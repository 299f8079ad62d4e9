import {
  createLoader,
  createSerializer,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import { END_USER_SORTS } from "@/lib/end-users/end-user";

/** Rows at first, and how many more each time. */
export const SHOWN = 50;

/** What the list of users keeps in its URL besides range and environment. */
export const endUserParams = {
  /** Part of a user id. */
  q: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(END_USER_SORTS).withDefault("cost"),
  dir: parseAsStringLiteral(["desc", "asc"]).withDefault("desc"),
  show: parseAsInteger.withDefault(SHOWN),
};

const all = { ...shellParams, ...endUserParams };
export const loadEndUserParams = createLoader(all);
export const serializeEndUserParams = createSerializer(all);
