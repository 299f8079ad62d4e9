import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="grid gap-4 p-4">
      <Skeleton className="h-8 w-72 max-w-full" />
      <Panel flush>
        <SkeletonRows rows={6} label="Loading mentions" />
      </Panel>
    </div>
  );
}
