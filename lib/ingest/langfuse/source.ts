import type { PartSource } from "@/lib/ingest/pieces/part";
import { mergeObservation } from "./merge-observation";
import { mergeTrace } from "./merge-trace";
import { saidBy } from "./merge-fields";

/** Langfuse's ingestion protocol: traces and observations in pieces; what nothing here shows is kept beside them. */
export const langfuseSource: PartSource = {
  name: "langfuse",
  content: ["input", "output"],
  merge: (parts) => {
    const events = parts.map((part) => saidBy(part).event);
    if (events.includes("unshown")) return null;
    return events.some((event) => event === "trace" || event === "observed")
      ? mergeTrace(parts)
      : mergeObservation(parts);
  },
};
