import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="h-8 w-72 max-w-full" />
      <Panel flush>
        <SkeletonRows rows={8} label="Loading" />
      </Panel>
    </>
  );
}
