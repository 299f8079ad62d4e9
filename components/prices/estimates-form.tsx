"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { formError, useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

interface EstimatesFormProps {
  estimateTokens: boolean;
  editable: boolean;
  save: (input: { estimateTokens: boolean }) => Promise<ActionResult>;
}

/** Off: calls without usage are unknown. On: a tokenizer counts them as they arrive, and every figure says so. */
export function EstimatesForm({ estimateTokens, editable, save }: EstimatesFormProps) {
  const [wanted, setWanted] = useState(estimateTokens);
  const { pending, failure, run } = useAction(save, () => notify.done("Saved"));
  const general = formError(failure);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run({ estimateTokens: wanted });
      }}
      className="grid max-w-140 gap-3 pt-1"
    >
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <Checkbox
        checked={wanted}
        onChange={setWanted}
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
          <Button type="submit" disabled={wanted === estimateTokens} pending={pending}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}
