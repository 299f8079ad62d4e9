"use client";

import { useSyncExternalStore } from "react";

const isDark = () => document.documentElement.classList.contains("dark");

function watch(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  return () => observer.disconnect();
}

/** Whether the dark theme is on: for what is painted with colours read once, not with CSS. */
export const useDark = (): boolean => useSyncExternalStore(watch, isDark, () => false);
