import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="grid gap-4 p-4">
      <Panel flush>
        <SkeletonRows rows={6} label="Loading monitors" />
      </Panel>
    </div>
  );
}
