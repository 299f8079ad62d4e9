"use client";

import { useRouter } from "next/navigation";

import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { actionsColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { Delivery } from "@/lib/notify/list-deliveries";

import { DELIVERY_WORDS } from "@/lib/notify/delivery-words";
import { PayloadDialog } from "./payload-dialog";
import type { ReadDelivery } from "./use-test";

const TONES: Record<Delivery["state"], Tone> = {
  waiting: "warn",
  delivered: "neutral",
  failed: "bad",
  gathered: "neutral",
  cancelled: "neutral",
};

/** Why a message waits although nothing failed. */
const HELD: Record<NonNullable<Delivery["heldFor"]>, string> = {
  pause: "The channel is paused.",
  room: "The channel has had its messages of this hour.",
  order: "An earlier message about the same goes first.",
};

const whyOf = ({ error, heldFor, state, answer }: Delivery): string =>
  error ??
  (heldFor !== null
    ? HELD[heldFor]
    : state === "cancelled"
      ? "It was over before it was told."
      : state === "delivered"
        ? (answer ?? "")
        : "");

const COLUMNS: Column<Delivery>[] = [
  timeColumn("When", ({ createdAt }) => createdAt),
  textColumn("Message", ({ title }) => title, { className: "max-w-96 truncate" }),
  textColumn("Channel", ({ channel }) => channel, { dim: true, className: "max-w-48 truncate" }),
  {
    head: "State",
    cell: ({ state }) => <Badge tone={TONES[state]}>{DELIVERY_WORDS[state]}</Badge>,
  },
  { head: "Tries", numeric: true, cell: ({ attempts }) => attempts },
  { head: "Status", numeric: true, cell: ({ status }) => status ?? "–" },
  textColumn("Answer", whyOf, { dim: true, className: "max-w-120 truncate" }),
];

interface DeliveryTableProps {
  deliveries: readonly Delivery[];
  editable: boolean;
  read: ReadDelivery;
  again: (input: { id: string }) => Promise<ActionResult>;
}

/** What was sent, and what became of it. */
export function DeliveryTable({ deliveries, editable, read, again }: DeliveryTableProps) {
  const router = useRouter();
  const sending = useAction(
    async (input: { id: string }) => {
      const result = await again(input);
      if (!result.ok) notify.failed("It is not sent again", { description: result.message });
      return result;
    },
    () => {
      notify.done("It is sent again");
      router.refresh();
    },
  );
  const columns = [
    ...COLUMNS,
    actionsColumn<Delivery>(({ id, title, state }) => (
      <>
        {editable && state === "failed" && (
          <Button
            variant="ghost"
            size="s"
            pending={sending.pending}
            onClick={() => sending.run({ id })}
            aria-label={`Send again: ${title}`}
          >
            Send again
          </Button>
        )}
        <PayloadDialog id={id} title={title} read={read} />
      </>
    )),
  ];
  return <ColumnTable caption="Deliveries" columns={columns} rows={deliveries} keyOf={({ id }) => id} />;
}
