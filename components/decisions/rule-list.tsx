"use client";

import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

/** A rule in words, made where the page is. */
export interface RuleWords {
  id: number;
  name: string;
  which: string;
  subject: string;
  outcome: string;
}

const columnsOf = (remove: ((id: number) => Promise<ActionResult>) | null): Column<RuleWords>[] => [
  { head: "Rule", cell: ({ name }) => name },
  { head: "Marks", className: "whitespace-normal wrap-anywhere", cell: ({ which }) => which },
  {
    head: "Subject",
    dim: true,
    className: "whitespace-normal wrap-anywhere",
    cell: ({ subject }) => subject,
  },
  {
    head: "Outcome",
    dim: true,
    className: "whitespace-normal wrap-anywhere",
    cell: ({ outcome }) => outcome,
  },
  ...(remove === null
    ? []
    : [
        {
          head: "Remove",
          quietHead: true,
          actions: true,
          cell: ({ id, name }: RuleWords) => <RemoveRule name={name} remove={() => remove(id)} />,
        },
      ]),
];

export const RuleList = ({
  rules,
  remove,
}: {
  rules: readonly RuleWords[];
  /** Null: the viewer may not. */
  remove: ((id: number) => Promise<ActionResult>) | null;
}) => <ColumnTable caption="Rules" columns={columnsOf(remove)} rows={rules} keyOf={({ id }) => id} />;

function RemoveRule({ name, remove }: { name: string; remove: () => Promise<ActionResult> }) {
  const router = useRouter();
  const { pending, run } = useAction(remove, () => {
    router.refresh();
    notify.done("Rule removed", { description: "Apply the rules to unmark what it had marked." });
  });
  return (
    <Button
      size="s"
      variant="ghost"
      pending={pending}
      onClick={() => run()}
      aria-label={`Remove the rule ${name}`}
    >
      Remove
    </Button>
  );
}
