import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="h-8 w-96 max-w-full" />
      <Panel flush>
        <SkeletonRows rows={12} label="Loading the seals" />
      </Panel>
    </>
  );
}
