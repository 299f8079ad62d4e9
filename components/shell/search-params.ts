import {
  createLoader,
  createParser,
  createSerializer,
  parseAsBoolean,
  parseAsIsoDateTime,
  parseAsString,
} from "nuqs/server";

import { knownZone } from "@/lib/time/known-zone";
import { DEFAULT_RANGE, rangeName } from "@/lib/time/range";

/**
 * What every page shares in its URL, so that a link reproduces the view: `?range=7d&env=production`, `?range=last-month` or
 * `?from=2026-11-21T13:00:00.000Z&to=2026-11-21T14:00:00.000Z`. Both ends given win over `range`; no `env` means all. `tz=Europe/Berlin` wins over
 * the viewer's own zone: days begin for everybody where they began for the one who made the link.
 */
export const shellParams = {
  range: createParser({ parse: rangeName, serialize: String }).withDefault(DEFAULT_RANGE),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  env: parseAsString,
  /** An IANA zone; anything else counts as absent. */
  tz: createParser({ parse: knownZone, serialize: String }),
  /** Follow a sliding range as time goes by. */
  live: parseAsBoolean.withDefault(false),
};

/** On the server: `const view = await loadShellParams(searchParams)`, then `resolveRange(view, ctx.now(), await viewerZone(view.tz))`. */
export const loadShellParams = createLoader(shellParams);

/** `serializeShellParams("/p/airline/traces", view)` -> the address with range and environment. */
export const serializeShellParams = createSerializer(shellParams);

export type ShellParams = Awaited<ReturnType<typeof loadShellParams>>;
