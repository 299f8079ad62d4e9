import type { Document } from "@/lib/model/message";

import { seeded } from "./random";
import { paragraphOf } from "./texts";

/** The documents that the simulated application retrieves from: the same ones in every run, as an index would hold. */
export const LIBRARY: readonly Document[] = Array.from({ length: 60 }, (_, i) => {
  const random = seeded(`library/${i}`);
  const month = String(1 + (i % 9)).padStart(2, "0");
  return {
    id: `kb-${String(i + 1).padStart(3, "0")}`,
    content: paragraphOf(random, random.int(4, 14)),
    score: null,
    metadata: { source: random.pick(["help-centre", "fare-rules", "partner-guide"]) },
    updated_at: `2026-${month}-${String(1 + (i % 27)).padStart(2, "0")}T06:00:00Z`,
  };
});
