import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";

import { Badge } from "@/components/ui/badge";

/** Beside anything that comes from the demo generator: nobody may take it for traffic. */
export function SimulatedBadge() {
  return (
    <Badge tone="warn" icon={FlaskConical}>
      Simulated<span className="max-sm:sr-only"> data</span>
    </Badge>
  );
}

/** The same at the head of a page, with what to do about it. */
export function SimulatedBanner({ children }: { children?: ReactNode }) {
  return (
    <div
      role="note"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-l bg-warn-soft px-3.5 py-2 text-s"
    >
      <span className="flex items-center gap-1.5 font-medium text-warn">
        <FlaskConical aria-hidden className="size-3.5" />
        Simulated data
      </span>
      <span>
        {children ?? "These traces were generated for demonstration. No person and no model took part."}
      </span>
    </div>
  );
}
