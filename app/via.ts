import type { Via } from "@/lib/context";
import { PATH_HEADER } from "@/lib/http/request-path";
import type { HeaderReader } from "@/lib/http/incoming";
import { reasonOf, surfaceOf } from "@/lib/audit/surface";

import { addressOf } from "./request-origin";

const MOST_CHARACTERS = 300;

/** By which way a request came, for the audit log. */
export function viaOf(headers: HeaderReader): Via {
  const path = headers.get(PATH_HEADER)?.split("?", 1)[0] ?? "";
  const address = addressOf(headers);
  return {
    surface: surfaceOf(path),
    route: path.slice(0, MOST_CHARACTERS),
    address: address === "unknown" ? null : address,
    reason: reasonOf(headers),
  };
}
