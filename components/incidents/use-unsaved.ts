"use client";

import { useEffect } from "react";

/**
 * While there is something unsaved: closing or reloading the tab asks in the browser's way, and a link within the console is held back
 * and handed to `ask`.
 */
export function useUnsaved(unsaved: boolean, ask: (href: string) => void): void {
  useEffect(() => {
    if (!unsaved) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const href = leavesTo(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      ask(href);
    };
    addEventListener("beforeunload", onUnload);
    // Before the framework's own listener, which would navigate.
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [unsaved, ask]);
}

/** Where a click leads within this tab, if to another page of the console; other sites are asked about as the tab is left. */
function leavesTo(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link?.href || link.hasAttribute("download") || (link.target !== "" && link.target !== "_self"))
    return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  if (origin !== location.origin || pathname === location.pathname) return null;
  return pathname + search + hash;
}
