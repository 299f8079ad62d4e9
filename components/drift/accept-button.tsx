"use client";

import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

interface AcceptButtonProps {
  id: string;
  accept: (input: { id: string }) => Promise<ActionResult<void>>;
}

/** What moved is as it should be from now on. */
export function AcceptButton({ id, accept }: AcceptButtonProps) {
  const router = useRouter();
  return (
    <ConfirmDialog
      title="Accept this as the new normal?"
      consequence="The finding is over. What is usual is made anew from what came since it began, as soon as there is a day of it; until then this signal is not judged."
      action="Accept"
      onConfirm={async () => {
        valueOf(await accept({ id }));
        notify.done("Accepted as the new normal");
        router.refresh();
      }}
      trigger={
        <Button size="s" data-tip="Compare with what it is now, from now on.">
          Accept as normal
        </Button>
      }
    />
  );
}
