"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { notify } from "@/components/ui/notify";
import { settle } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { DeliveryDetail } from "@/lib/notify/get-delivery";

export type SendTest = (input: { id: number }) => Promise<ActionResult<{ deliveryId: string }>>;
export type ReadDelivery = (input: { id: string }) => Promise<ActionResult<DeliveryDetail>>;

const LOOK_AGAIN_MS = 500;
/** A receiver has ten seconds. */
const PATIENCE_MS = 15_000;

/** Sends a test to a channel and says what its receiver answered. */
export function useTest(test: SendTest, read: ReadDelivery) {
  const router = useRouter();
  const [pending, setPending] = useState<number>();
  async function run(id: number): Promise<void> {
    setPending(id);
    const sent = await settle(test({ id }));
    if (sent.ok) tell(await outcomeOf(sent.value.deliveryId, read));
    else notify.failed(sent.message);
    setPending(undefined);
    router.refresh();
  }
  return { pending, run: (id: number) => void run(id) };
}

/** Null: nothing came of it yet. */
async function outcomeOf(id: string, read: ReadDelivery): Promise<DeliveryDetail | null> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    const found = await settle(read({ id }));
    if (found.ok && (found.value.attempts > 0 || found.value.state !== "waiting")) return found.value;
  }
  return null;
}

function tell(outcome: DeliveryDetail | null): void {
  if (outcome === null)
    return notify.failed("The test was not sent yet", {
      description: "Is a worker running? See Settings › Jobs.",
    });
  const answer = [outcome.status, outcome.answer].filter((one) => one !== null).join(" ");
  if (outcome.state === "delivered")
    return notify.done("Test delivered", {
      description: outcome.error ?? `The receiver answered: ${answer}`,
    });
  const isTriedAgain = outcome.state === "waiting";
  notify.failed(isTriedAgain ? "The test is not delivered yet" : "The test was not delivered", {
    description: [outcome.error, outcome.answer, isTriedAgain ? "It is tried again." : null]
      .filter((one) => one !== null)
      .join(" "),
  });
}
