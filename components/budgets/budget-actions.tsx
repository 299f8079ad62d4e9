"use client";

import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import type { BudgetStatus } from "@/lib/budgets/budget-status";
import type { RaiseLimit } from "@/lib/budgets/schemas";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { RaiseDialog } from "./raise-dialog";

interface BudgetActionsProps {
  status: BudgetStatus;
  /** Address of the page of budgets. */
  path: string;
  raise: (input: RaiseLimit) => Promise<ActionResult<{ until: string }>>;
  pause: (input: { id: number; paused: boolean }) => Promise<ActionResult>;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

/** What can be done with one budget. */
export function BudgetActions({ status, path, raise, pause, remove }: BudgetActionsProps) {
  const router = useRouter();
  const paused = status.state === "paused";
  const pausing = useAction(pause, () => {
    notify.done(paused ? "Budget resumed" : "Budget paused");
    router.refresh();
  });
  return (
    <>
      <RaiseDialog id={status.id} limitUsd={status.limitUsd} rolling={status.rolling} raise={raise} />
      <Button asChild size="s">
        <Link href={`${path}/${status.id}/edit`}>Edit</Link>
      </Button>
      <Button
        size="s"
        pending={pausing.pending}
        onClick={() => pausing.run({ id: status.id, paused: !paused })}
        data-tip={paused ? undefined : "It counts on, and neither tells nor denies."}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      <ConfirmDialog
        title={`Delete the budget “${status.name}”?`}
        consequence="Nothing is told or denied by it any more, and its open incidents are closed. The audit log keeps that it was there. To stop it for a while, pause it."
        action="Delete budget"
        onConfirm={async () => {
          valueOf(await remove({ id: status.id }));
          notify.done("Budget deleted");
          router.push(path);
        }}
        trigger={
          <Button size="s" variant="ghost">
            Delete
          </Button>
        }
      />
    </>
  );
}
