"use client";

import { useSyncExternalStore } from "react";

/** Below this the sidebar is a drawer and two panels stand one above the other. */
const QUERY = "(max-width: 767px)";

function subscribe(listener: () => void): () => void {
  const media = matchMedia(QUERY);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

/** Whether the window is a telephone's; false on the server. Prefer CSS where it can do the same. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => matchMedia(QUERY).matches,
    () => false,
  );
