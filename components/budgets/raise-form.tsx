"use client";

import { useRouter } from "next/navigation";

import { Form, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { RaiseLimit } from "@/lib/budgets/schemas";
import type { ActionResult } from "@/lib/http/action-result";

export interface RaiseFormProps {
  id: number;
  raise: (input: RaiseLimit) => Promise<ActionResult<{ until: string }>>;
  done: () => void;
}

const schema = () => import("@/lib/budgets/schemas").then((one) => one.RaiseLimit);

export function RaiseForm({ id, raise, done }: RaiseFormProps) {
  const router = useRouter();
  const form = useFormAction({
    initial: { limitUsd: "", reason: "" },
    schema,
    inputOf: (typed) => ({ id, ...typed }),
    action: raise,
    onDone: () => {
      done();
      notify.done("Limit raised");
      router.refresh();
    },
  });
  return (
    <Form of={form}>
      <TextField
        of={form}
        name="limitUsd"
        label="New limit"
        hint="US dollars."
        required
        autoFocus
        inputMode="decimal"
        autoComplete="off"
        className="tabular text-right"
      />
      <TextField
        of={form}
        name="reason"
        label="Reason"
        hint="The audit log keeps it."
        required
        maxLength={500}
      />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Raise limit
        </Submit>
      </FormActions>
    </Form>
  );
}
