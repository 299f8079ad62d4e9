import type { Delivery } from "@/lib/notify/list-deliveries";

export const DELIVERY_WORDS: Record<Delivery["state"], string> = {
  waiting: "waiting",
  delivered: "delivered",
  failed: "given up",
  gathered: "told in another",
  cancelled: "not needed",
};
