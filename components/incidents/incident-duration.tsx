"use client";

import { RelativeTime } from "@/components/ui/relative-time";
import { Figure } from "@/components/ui/figure";
import type { IncidentSummary } from "@/lib/incidents/incident";

/** Since when it goes on, or when it began and how long it took. */
export const IncidentDuration = ({
  beganAt,
  resolvedAt,
}: Pick<IncidentSummary, "beganAt" | "resolvedAt">) => (
  <>
    <RelativeTime at={beganAt} />
    {resolvedAt !== null && (
      <span className="text-ink-3">
        {" "}
        for <Figure value={Math.max(0, Date.parse(resolvedAt) - Date.parse(beganAt))} quantity="duration" />
      </span>
    )}
  </>
);
