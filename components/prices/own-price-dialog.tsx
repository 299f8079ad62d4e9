"use client";

import { lazy, type ReactNode } from "react";

import { FormDialog } from "@/components/ui/form-dialog";
import type { OwnPrice } from "@/lib/cost/own-price";

import type { SavePrice } from "./own-price-form";

const OwnPriceForm = lazy(() =>
  import("./own-price-form").then(({ OwnPriceForm: form }) => ({ default: form })),
);

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

/** Sets or changes a price; then the page offers to reprice the calls that it is for. */
export function OwnPriceDialog({ save, today, trigger, prefill, price }: OwnPriceDialogProps) {
  return (
    <FormDialog
      size="l"
      title={
        price
          ? `Change the price of ${price.model}`
          : prefill
            ? `Set a price for ${prefill.model}`
            : "Add a price"
      }
      trigger={trigger}
    >
      {(done) => (
        <OwnPriceForm
          save={save}
          today={today}
          initial={price ?? { provider: "*", model: "", ...prefill }}
          done={() => done()}
        />
      )}
    </FormDialog>
  );
}
