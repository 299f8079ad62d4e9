import type { Delivery } from "./list-deliveries";

/** What became of a message, as people read it. */
export const DELIVERY_WORDS: Record<Delivery["state"], string> = {
  waiting: "waiting",
  delivered: "delivered",
  failed: "given up",
  gathered: "told in another",
  cancelled: "not needed",
};
