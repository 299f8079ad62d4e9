"use client";

import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import type { OwnPriceInput } from "@/lib/cost/own/schemas";
import type { OwnPrice } from "@/lib/cost/own-price";
import type { ActionResult } from "@/lib/http/action-result";

import { OwnPriceForm } from "./own-price-form";
import { serializeRepriceParams } from "./search-params";

/** `id`: the price that this is a new version of; null: a new one. */
export type SavePrice = (id: number | null, input: OwnPriceInput) => Promise<ActionResult<{ id: number }>>;

interface OwnPriceDialogProps {
  save: SavePrice;
  /** YYYY-MM-DD, UTC. */
  today: string;
  trigger: ReactNode;
  /** What a new price is for. */
  prefill?: { provider: string; model: string };
  /** The price to change. */
  price?: OwnPrice & { note: string };
}

const FORM_ID = "own-price";

/** Sets or changes a price; then the page offers to reprice the calls that it is for. */
export function OwnPriceDialog({ save, today, trigger, prefill, price }: OwnPriceDialogProps) {
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState<OwnPriceInput>();
  const router = useRouter();
  const pathname = usePathname();
  const { pending, failure, run, clear } = useAction(save, () => {
    setOpen(false);
    notify.done("Price saved");
    if (!saving) return;
    const { provider, model } = saving;
    router.push(`${serializeRepriceParams(pathname, { provider, model })}#reprice`);
  });
  return (
    <Dialog
      size="l"
      title={
        price
          ? `Change the price of ${price.model}`
          : prefill
            ? `Set a price for ${prefill.model}`
            : "Add a price"
      }
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        clear();
      }}
      trigger={trigger}
      footer={
        <Button size="l" type="submit" form={FORM_ID} variant="primary" pending={pending}>
          Save price
        </Button>
      }
    >
      <OwnPriceForm
        id={FORM_ID}
        failure={failure}
        today={today}
        initial={price ?? { provider: "*", model: "", ...prefill }}
        onSubmit={(input) => {
          setSaving(input);
          run(price?.id ?? null, input);
        }}
      />
    </Dialog>
  );
}
