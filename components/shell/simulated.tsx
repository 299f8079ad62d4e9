import { FlaskConical } from "lucide-react";

import { Badge } from "@/components/ui/badge";

/** Beside anything that comes from the demo generator: nobody may take it for traffic. */
export function SimulatedBadge() {
  return (
    <Badge tone="warn" icon={FlaskConical}>
      Simulated<span className="max-sm:sr-only"> data</span>
    </Badge>
  );
}
