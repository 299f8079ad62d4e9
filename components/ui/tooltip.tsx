import { Slot } from "radix-ui";
import type { ReactNode } from "react";

interface TooltipProps {
  /** Plain text; nothing is added when empty. */
  content: string | undefined;
  shortcut?: string | undefined;
  /** One element. Focusable when the content matters to someone without a pointer. */
  children: ReactNode;
}

/**
 * A short addition on hover and focus, never the only place of something one needs. It only writes attributes: one layer
 * (tooltip-layer.tsx) draws them all, so a table with a thousand figures carries no thousand tooltips.
 */
export function Tooltip({ content, shortcut, children }: TooltipProps) {
  if (!content) return children;
  return (
    <Slot.Root data-tip={content} data-tip-key={shortcut}>
      {children}
    </Slot.Root>
  );
}
