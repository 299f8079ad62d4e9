"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import { formError } from "@/components/ui/use-action";
import type { RaiseLimit } from "@/lib/budgets/raise-limit";
import { formatUsd } from "@/lib/format/money";
import type { ActionResult } from "@/lib/http/action-result";

interface RaiseDialogProps {
  id: number;
  limitUsd: string;
  rolling: boolean;
  raise: (input: RaiseLimit) => Promise<ActionResult<{ until: string }>>;
}

const FORM_ID = "raise-limit";

/** A higher limit for the rest of the period, with the reason that the audit log keeps. */
export function RaiseDialog({ id, limitUsd, rolling, raise }: RaiseDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [limit, setLimit] = useState("");
  const [reason, setReason] = useState("");
  const { pending, failure, run, clear } = useAction(raise, () => {
    setOpen(false);
    notify.done("Limit raised");
    router.refresh();
  });
  return (
    <Dialog
      title="Raise the limit"
      description={
        rolling
          ? `For the length of one window from now; then ${formatUsd(limitUsd)} holds again.`
          : `For the rest of this period; the next one has ${formatUsd(limitUsd)} again.`
      }
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        clear();
      }}
      trigger={<Button size="s">Raise limit</Button>}
      footer={
        <Button size="l" type="submit" form={FORM_ID} variant="primary" pending={pending}>
          Raise limit
        </Button>
      }
    >
      <form
        id={FORM_ID}
        onSubmit={(event) => {
          event.preventDefault();
          run({ id, limitUsd: limit, reason });
        }}
        className="grid gap-4"
      >
        {formError(failure) && (
          <Notice tone="bad" live>
            {formError(failure)}
          </Notice>
        )}
        <Field label="New limit" hint="US dollars." error={failure?.fields.limitUsd}>
          <Input
            value={limit}
            onChange={(event) => setLimit(event.target.value)}
            required
            inputMode="decimal"
            autoComplete="off"
            className="tabular text-right"
          />
        </Field>
        <Field label="Reason" hint="The audit log keeps it." error={failure?.fields.reason}>
          <Input
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            required
            maxLength={500}
          />
        </Field>
      </form>
    </Dialog>
  );
}
