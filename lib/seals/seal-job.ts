import type { Sql } from "@/db/client";

import { anchorHeads } from "./anchors";
import { sealRound } from "./seal-round";
import { openSigner, type Signer, type SigningSettings } from "./signing-keys";

export interface SealSettings extends SigningSettings {
  /** RECOUNT_ANCHOR_FILE: heads are added to it; absent: nowhere. */
  anchorFile: string | undefined;
}

/** A key may be replaced while this runs. */
const KEY_MS = 30_000;
/** Audit logs of all projects are looked at so often; traces whenever one is due. */
const ALL_MS = 15_000;

/** What the worker does over and over: seals what is due, signs heads, and puts them outside. @param sql connected as recount_worker */
export function sealJob(sql: Sql, settings: SealSettings): () => Promise<boolean> {
  let signer: Signer | null = null;
  let openedAt = 0;
  let allAt = 0;
  return async () => {
    if (signer === null || Date.now() - openedAt > KEY_MS) {
      signer = await openSigner(sql, settings, new Date());
      openedAt = Date.now();
    }
    const all = Date.now() - allAt >= ALL_MS;
    if (all) allAt = Date.now();
    const more = await sealRound(sql, signer, () => new Date(), { all });
    if (settings.anchorFile !== undefined) await anchorHeads(sql, settings.anchorFile, new Date());
    return more;
  };
}
