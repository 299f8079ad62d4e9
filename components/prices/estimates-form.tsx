"use client";

import { useController } from "react-hook-form";

import { Checkbox } from "@/components/ui/checkbox";
import { Form, Submit } from "@/components/ui/form";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { SetEstimates } from "@/lib/cost/schemas";
import type { ActionResult } from "@/lib/http/action-result";

interface EstimatesFormProps {
  estimateTokens: boolean;
  editable: boolean;
  save: (input: SetEstimates) => Promise<ActionResult>;
}

const schema = () => import("@/lib/cost/schemas").then((one) => one.SetEstimates);

/** Off: calls without usage are unknown. On: a tokenizer counts them as they arrive, and every figure says so. */
export function EstimatesForm({ estimateTokens, editable, save }: EstimatesFormProps) {
  const form = useFormAction({
    initial: { estimateTokens },
    schema,
    action: save,
    onDone: () => notify.done("Saved"),
  });
  const {
    field: { ref, value, onChange },
  } = useController({ control: form.control, name: "estimateTokens" });
  return (
    <Form of={form} className="grid max-w-140 gap-3 pt-1">
      <Checkbox
        ref={ref}
        checked={value}
        onChange={onChange}
        disabled={!editable}
        label="Estimate the tokens of calls that arrive with text and without usage"
      />
      <p className="text-s text-ink-3">
        A tokenizer counts the text in gpt-4o’s vocabulary. Real counts of other models differ by some ten per
        cent, and reasoning is not in the text. Whatever includes an estimate is marked with ~. Calls that are
        stored already stay unknown.
      </p>
      {editable && (
        <div>
          <Submit of={form} changed>
            Save
          </Submit>
        </div>
      )}
    </Form>
  );
}
