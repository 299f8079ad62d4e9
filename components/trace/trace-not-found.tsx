import { SearchX } from "lucide-react";
import Link from "@/components/ui/link";

import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { plural } from "@/lib/format/count";

interface TraceNotFoundProps {
  projectSlug: string;
  traceId: string;
  retentionDays: number;
}

/** No trace by this id: what may be the reason, and where to go. */
export function TraceNotFound({ projectSlug, traceId, retentionDays }: TraceNotFoundProps) {
  return (
    <EmptyState
      icon={SearchX}
      title="There is no such trace in this project"
      action={
        <Button asChild>
          <Link href={consolePath(projectSlug, "traces")}>Go to the traces</Link>
        </Button>
      }
    >
      <p className="font-mono text-s break-all">{traceId}</p>
      <p className="mt-2">
        It may not have arrived yet, it may lie in another project, or it is older than the{" "}
        {plural(retentionDays, "day")} that this project keeps. An id has 32 hex digits.
      </p>
    </EmptyState>
  );
}
