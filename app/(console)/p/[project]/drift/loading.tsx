import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="grid gap-4 p-4">
      <Panel flush>
        <SkeletonRows rows={4} label="Loading drift" />
      </Panel>
      <Panel flush>
        <SkeletonRows rows={8} label="Loading signals" />
      </Panel>
    </div>
  );
}
