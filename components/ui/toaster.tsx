"use client";

import dynamic from "next/dynamic";

const Sonner = dynamic(() => import("sonner").then((m) => m.Toaster), { ssr: false });

/** Where toasts appear; raise one with `notify`. Drawn by us, placed and timed by sonner. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      style={{ fontFamily: "inherit" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: "flex w-80 items-start gap-2 rounded-l bg-surface px-3 py-2.5 text-s text-ink shadow-pop",
          title: "font-medium",
          description: "text-ink-2",
          actionButton: "ml-auto shrink-0 rounded-s px-1.5 text-accent font-medium hover:bg-hover",
          error: "[&_[data-icon]]:text-bad",
          success: "[&_[data-icon]]:text-ink-3",
        },
      }}
    />
  );
}
