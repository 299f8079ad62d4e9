import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="grid gap-3 p-4">
      <Skeleton className="h-8 w-72 max-w-full" />
      <SkeletonRows rows={12} label="Loading the users" />
    </div>
  );
}
