"use client";

import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

interface DeleteExperimentProps {
  id: number;
  /** Where it leads. */
  path: string;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

export function DeleteExperiment({ id, path, remove }: DeleteExperimentProps) {
  const router = useRouter();
  return (
    <ConfirmDialog
      title={`Delete experiment ${id}?`}
      consequence="Its answers are deleted for everybody and cannot be had again. The recorded call stays."
      action="Delete experiment"
      onConfirm={async () => {
        valueOf(await remove({ id }));
        router.push(path);
      }}
      trigger={
        <Button size="s" variant="ghost">
          Delete
        </Button>
      }
    />
  );
}
