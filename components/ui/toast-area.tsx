"use client";

import { useEffect } from "react";
import { Toaster, toast } from "sonner";

import { onToast, takeToasts } from "./notify";

/** Drawn by us, placed, stacked and timed by sonner. */
export default function ToastArea() {
  useEffect(
    () =>
      onToast(() => {
        for (const { kind, title, ...options } of takeToasts()) toast[kind](title, options);
      }),
    [],
  );
  return (
    <Toaster
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
