"use client";

import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { useWatch } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Form, LongTextField, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { settle } from "@/components/ui/use-action";
import { useFormAction } from "@/components/ui/use-form-action";
import type { WriteScore } from "@/lib/judgements/schemas";
import { THUMBS } from "@/lib/judgements/thumbs";

import type { ScoreVerb } from "./scores-of";

export interface ScoreFormProps {
  about: Pick<WriteScore, "traceIds" | "sessionId" | "spanId">;
  /** Names that were used here before. */
  names: readonly string[];
  write: ScoreVerb;
  done: () => void;
}

const schema = () => import("@/lib/judgements/schemas").then((one) => one.WriteScore);

type Kind = "yes" | "no" | "number" | "category";
const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
  { value: "number", label: "A number" },
  { value: "category", label: "A word" },
];

const valueOf = (kind: string, value: string): WriteScore["value"] => {
  if (kind === "yes" || kind === "no") return kind === "yes";
  if (kind === "category") return value;
  // What is no number is refused by the schema, at its field.
  return value.trim() === "" ? Number.NaN : Number(value);
};

/** A thumb at once; or a judgement by name with its reason and what should have been answered. */
export function ScoreForm({ about, names, write, done }: ScoreFormProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const [waits, setWaits] = useState(false);
  const form = useFormAction({
    initial: { name: names[0] ?? "", kind: "yes" as string, value: "", comment: "", correction: "" },
    schema,
    inputOf: ({ kind, value, ...rest }) => ({ ...about, ...rest, value: valueOf(kind, value) }),
    action: write,
    onDone: done,
  });
  const kind = useWatch({ control: form.control, name: "kind" });
  const thumb = async (value: boolean) => {
    setWaits(true);
    const result = await settle(write({ ...about, name: THUMBS, value }));
    setWaits(false);
    if (result.ok) done();
    else setFailed(result.message);
  };
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Button autoFocus disabled={waits} onClick={() => void thumb(true)}>
          <ThumbsUp aria-hidden className="size-3.5" />
          Good
        </Button>
        <Button disabled={waits} onClick={() => void thumb(false)}>
          <ThumbsDown aria-hidden className="size-3.5" />
          Bad
        </Button>
        {failed !== null && (
          <span role="alert" className="text-s text-bad">
            {failed}
          </span>
        )}
        <span className="text-s text-ink-3">or say what and why:</span>
      </div>
      <Form of={form}>
        <div className="grid grid-cols-2 gap-3">
          <TextField
            of={form}
            name="name"
            label="What is judged"
            placeholder="helpful"
            maxLength={512}
            autoComplete="off"
            suggestions={names}
          />
          <SelectField of={form} name="kind" label="Value" options={KINDS} />
        </div>
        {(kind === "number" || kind === "category") && (
          <TextField
            of={form}
            name="value"
            label={kind === "number" ? "Number" : "Word"}
            inputMode={kind === "number" ? "decimal" : "text"}
            placeholder={kind === "number" ? "0.8" : "too long"}
            autoComplete="off"
          />
        )}
        <LongTextField of={form} name="comment" label="Why" optional rows={2} />
        <LongTextField of={form} name="correction" label="What should have been answered" optional rows={3} />
        <FormActions>
          <Submit of={form} variant="primary">
            Score
          </Submit>
        </FormActions>
      </Form>
    </div>
  );
}
