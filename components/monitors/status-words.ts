import type { Status } from "@/lib/monitors/judge";

/** How a series' status is told. */
export const STATUS_WORDS: Record<Status, { label: string; tone: "warn" | "bad" | "neutral" }> = {
  ok: { label: "ok", tone: "neutral" },
  warning: { label: "warning", tone: "warn" },
  alert: { label: "alert", tone: "bad" },
  no_data: { label: "no data", tone: "neutral" },
  not_enough: { label: "not enough data", tone: "neutral" },
};
