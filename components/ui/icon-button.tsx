import type { LucideIcon } from "lucide-react";

import { Button, type ButtonProps } from "./button";
import { cn } from "./cn";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<ButtonProps, "children" | "asChild"> {
  icon: LucideIcon;
  /** What it does; read aloud and shown on hover. */
  label: string;
  /** Its key, shown beside the label. */
  shortcut?: string;
  /** For toggles: whether it is on. */
  pressed?: boolean;
}

const SQUARE = { s: "w-6 px-0!", m: "w-7 px-0!", l: "w-8 px-0!" } as const;

/** A square button with an icon; never without a name. */
export function IconButton({
  icon: Icon,
  label,
  shortcut,
  pressed,
  variant = "ghost",
  size = "m",
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <Button
        // Nothing to press on paper.
        data-chrome=""
        variant={variant}
        size={size}
        aria-label={label}
        aria-pressed={pressed}
        className={cn(SQUARE[size], pressed && "bg-accent-soft text-accent", className)}
        {...rest}
      >
        <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      </Button>
    </Tooltip>
  );
}
