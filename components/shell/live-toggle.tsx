"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { Button } from "@/components/ui/button";
import { useTimeZone } from "@/components/ui/time-zone";
import { resolveRange } from "@/lib/time/range";

import { useShellParams } from "./use-shell-params";

const REFRESH_MS = 10_000;

/** Follows a sliding range: server parts and queries are refreshed every ten seconds while the tab is looked at. */
export function LiveToggle() {
  const [view, setView] = useShellParams();
  const router = useRouter();
  const queries = useQueryClient();
  const { sliding } = resolveRange(view, new Date(), useTimeZone());
  const live = view.live && sliding;

  useEffect(() => {
    if (!live) return;
    const timer = setInterval(() => {
      if (document.hidden) return;
      router.refresh();
      void queries.invalidateQueries();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [live, router, queries]);

  // Fixed ends cannot move; the button stays in its place so that nothing jumps.
  const label = !sliding
    ? "A fixed range cannot be followed"
    : live
      ? "Pause: stop following"
      : "Follow live: refresh every 10 s";
  return (
    <Button
      aria-label={label}
      data-tip={label}
      aria-pressed={live}
      aria-disabled={!sliding}
      onClick={() => sliding && void setView({ live: live ? null : true }, { history: "replace" })}
      className={live ? "border-accent-line! bg-accent-soft! text-accent!" : ""}
    >
      {live ? (
        <Pause aria-hidden className="size-3.5" />
      ) : (
        <Play aria-hidden className="size-3.5 text-ink-3" />
      )}
      Live
    </Button>
  );
}
