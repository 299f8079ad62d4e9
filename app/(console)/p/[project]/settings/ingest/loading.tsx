import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="h-44 rounded-l" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-20 rounded-l" />
        <Skeleton className="h-20 rounded-l" />
        <Skeleton className="h-48 rounded-l" />
        <Skeleton className="h-48 rounded-l" />
      </div>
      <SkeletonRows rows={8} label="Loading what came in" />
    </>
  );
}
