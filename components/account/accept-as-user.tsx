"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

interface AcceptAsUserProps {
  email: string;
  disabled: boolean;
  accept: () => Promise<ActionResult>;
}

/** One button for somebody who is signed in already. */
export function AcceptAsUser({ email, disabled, accept }: AcceptAsUserProps) {
  const { pending, failure, run } = useAction(accept);
  return (
    <div className="grid gap-3">
      {failure && (
        <Notice tone="bad" live>
          {failure.message}
        </Notice>
      )}
      <Button variant="primary" size="l" disabled={disabled} pending={pending} onClick={() => run()}>
        <span className="truncate">Accept as {email}</span>
      </Button>
    </div>
  );
}
