"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useWatch } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import { useFormAction } from "@/components/ui/use-form-action";
import type { RulePreview as Preview } from "@/lib/decisions/preview-rule";
import type { RuleInput, ValueSource } from "@/lib/decisions/rule";
import type { ActionResult } from "@/lib/http/action-result";

import { RulePreview } from "./rule-preview";

const schema = () => import("@/lib/decisions/rule").then((one) => one.RuleInput);

type From = ValueSource["from"];

interface Typed {
  name: string;
  feature: string;
  tool: string;
  output_contains: string;
  subjectFrom: From;
  subjectTool: string;
  subjectWhere: string;
  outcomeFrom: From;
  outcomeTool: string;
  outcomeWhere: string;
}

const NEW: Typed = {
  ...{ name: "", feature: "", tool: "", output_contains: "" },
  ...{ subjectFrom: "user", subjectTool: "", subjectWhere: "" },
  ...{ outcomeFrom: "text", outcomeTool: "", outcomeWhere: "" },
};

const FROM: { [From in ValueSource["from"]]: string } = {
  user: "The user id",
  session: "The session id",
  attribute: "An attribute of a span",
  argument: "An argument of a tool",
  result: "The result of a tool",
  text: "These words",
};
const optionsOf = (froms: readonly From[]) => froms.map((value) => ({ value, label: FROM[value] }));

function sourceOf(from: From, tool: string, where: string): unknown {
  if (from === "user" || from === "session") return { from };
  if (from === "attribute") return { from, key: where };
  return from === "text" ? { from, text: where } : { from, tool, path: where };
}

const inputOf = (typed: Typed): unknown => ({
  ...{ name: typed.name, feature: typed.feature, tool: typed.tool, output_contains: typed.output_contains },
  subject: sourceOf(typed.subjectFrom, typed.subjectTool || typed.tool, typed.subjectWhere),
  outcome: sourceOf(typed.outcomeFrom, typed.outcomeTool || typed.tool, typed.outcomeWhere),
});

interface RuleFormProps {
  features: readonly string[];
  preview: (input: RuleInput) => Promise<ActionResult<Preview>>;
  add: (input: RuleInput) => Promise<ActionResult>;
  hrefOf: string;
}

/** A rule is tried on stored traces before it is saved. */
export function RuleForm({ features, preview, add, hrefOf }: RuleFormProps) {
  const router = useRouter();
  const [shown, setShown] = useState<Preview>();
  const form = useFormAction<Typed, RuleInput, unknown>({
    initial: NEW,
    schema: schema as () => Promise<never>,
    inputOf,
    action: add,
    onDone: () => {
      form.reset(NEW);
      setShown(undefined);
      router.refresh();
      notify.done("Rule added", {
        description: "It holds from now on; apply the rules to mark stored traces, too.",
      });
    },
  });
  const typed = useWatch({ control: form.control }) as Typed;
  const trying = useAction(preview, setShown);
  return (
    <Form of={form}>
      <div className="grid gap-3 md:grid-cols-2">
        <TextField of={form} name="name" label="Name" placeholder="Refund decisions" maxLength={80} />
        <TextField of={form} name="feature" label="Feature" optional suggestions={features} />
        <TextField of={form} name="tool" label="Tool that ran" optional />
        <TextField
          of={form}
          name="output_contains"
          label="Answer contains"
          optional
          hint="Case is ignored."
        />
      </div>
      <Source
        form={form}
        of="subject"
        label="Subject: whom it was about"
        froms={["user", "session", "attribute", "argument", "result"]}
        from={typed.subjectFrom}
      />
      <Source
        form={form}
        of="outcome"
        label="Outcome: what was decided"
        froms={["text", "attribute", "argument", "result"]}
        from={typed.outcomeFrom}
      />
      {trying.failure && (
        <Notice tone="bad" live>
          {trying.failure.message.replace(/^(subject|outcome)(\.\w+)?: /, (_, of) =>
            of === "subject" ? "Subject: " : "Outcome: ",
          )}
        </Notice>
      )}
      {shown && <RulePreview preview={shown} hrefOf={hrefOf} />}
      <FormActions>
        <Button size="l" pending={trying.pending} onClick={() => trying.run(inputOf(typed) as RuleInput)}>
          Try on stored traces
        </Button>
        <Submit of={form} size="l" variant="primary" disabled={shown === undefined}>
          Add rule
        </Submit>
      </FormActions>
    </Form>
  );
}

type FormState = Pick<ReturnType<typeof useFormAction<Typed, RuleInput, unknown>>, "control">;

const WHERE: { [From in ValueSource["from"]]?: { label: string; hint?: string } } = {
  attribute: { label: "Its name" },
  argument: { label: "Field", hint: "Names by dots, such as applicant.id" },
  result: { label: "Field", hint: "Names by dots, such as decision.status" },
  text: { label: "Words" },
};

function Source({
  form,
  of,
  label,
  froms,
  from,
}: {
  form: FormState;
  of: "subject" | "outcome";
  label: string;
  froms: readonly From[];
  from: From;
}) {
  const where = WHERE[from];
  const hasTool = from === "argument" || from === "result";
  return (
    <div className="grid gap-3 md:grid-cols-3">
      <SelectField of={form} name={`${of}From`} label={label} options={optionsOf(froms)} />
      {hasTool && (
        <TextField of={form} name={`${of}Tool`} label="Tool" optional hint="The one above unless told." />
      )}
      {where && <TextField of={form} name={`${of}Where`} label={where.label} hint={where.hint} />}
    </div>
  );
}
