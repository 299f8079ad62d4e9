import { isQuiet } from "@/lib/monitors/is-quiet";
import type { ListedMonitor } from "@/lib/monitors/list-monitors";

/** Why a monitor that is on tells nobody at a time; null: it tells. */
export function muteOf(
  { monitor, mutedUntil }: Pick<ListedMonitor, "monitor" | "mutedUntil">,
  nowMs = Date.now(),
): "muted" | "mute window" | null {
  if (!monitor.enabled) return null;
  if (mutedUntil !== null && Date.parse(mutedUntil) > nowMs) return "muted";
  return isQuiet(monitor, nowMs) ? "mute window" : null;
}
