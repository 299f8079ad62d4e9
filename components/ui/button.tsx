import { Loader } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

import { cn } from "./cn";

const VARIANTS = {
  primary: "bg-accent-fill text-on-accent hover:bg-accent-fill-hover font-medium",
  plain: "bg-surface text-ink border border-line-strong hover:bg-hover",
  danger: "bg-bad-fill text-on-bad hover:bg-bad-fill-hover font-medium",
  ghost: "text-ink-2 hover:bg-hover hover:text-ink aria-expanded:bg-hover aria-expanded:text-ink",
} as const;

const SIZES = {
  s: "h-6 px-2 gap-1 text-s",
  m: "h-7 px-2.5 gap-1.5 text-s",
  l: "h-8 px-3 gap-2 text-m",
} as const;

export type ButtonVariant = keyof typeof VARIANTS;

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: keyof typeof SIZES;
  /** The action is under way: the button keeps its width, shows a spinner and takes no second click. */
  pending?: boolean;
  /** Draw the only child (a link) as a button. */
  asChild?: boolean;
}

/** Says what happens: "Delete key", not "OK". One primary per view. */
export function Button({
  variant = "plain",
  size = "m",
  pending,
  asChild,
  className,
  children,
  ...rest
}: ButtonProps) {
  const classes = cn(
    "relative inline-flex shrink-0 items-center justify-center rounded-m whitespace-nowrap transition-colors duration-120 select-none disabled:opacity-50 aria-disabled:opacity-70",
    VARIANTS[variant],
    SIZES[size],
    className,
  );
  if (asChild) {
    return (
      <Slot.Root className={classes} data-variant={variant} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      data-variant={variant}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      {...rest}
      onClick={pending ? (event) => event.preventDefault() : rest.onClick}
    >
      <span className={cn("inline-flex min-w-0 items-center gap-[inherit]", pending && "opacity-0")}>
        {children}
      </span>
      {pending && (
        <span className="absolute inset-0 grid place-items-center">
          <Loader aria-hidden className="size-3.5 animate-spin" />
        </span>
      )}
    </button>
  );
}
