import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

/** The page's frame in its size, so that nothing jumps when the trace arrives. */
export default function Loading() {
  return (
    <div className="flex h-[calc(100dvh-var(--bar))] flex-col overflow-hidden">
      <div className="flex items-end gap-7 border-b border-line bg-surface px-4 py-3">
        <div className="grid flex-1 gap-2">
          <Skeleton className="h-5 w-64 max-w-full" />
          <Skeleton className="h-4 w-96 max-w-full" />
        </div>
        <Skeleton className="h-9 w-80 max-md:hidden" />
      </div>
      <div className="h-9 border-b border-line bg-surface" />
      <SkeletonRows rows={14} label="Loading the trace" />
    </div>
  );
}
