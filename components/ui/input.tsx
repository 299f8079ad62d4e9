import { Search } from "lucide-react";
import type { ComponentProps } from "react";

import { cn } from "./cn";

/** Shared by every control that one types into or opens. */
export const CONTROL =
  "rounded-m border border-line-control/70 bg-surface text-ink transition-colors duration-120 hover:border-line-control focus-visible:border-accent aria-invalid:border-bad disabled:bg-sunken disabled:text-ink-3";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(CONTROL, "h-7 w-full px-2 text-s", className)} {...rest} />;
}

/** Several lines; it grows with them where the browser can. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(
        CONTROL,
        "field-sizing-content max-h-96 min-h-16 w-full resize-y px-2 py-1 text-s",
        className,
      )}
      {...rest}
    />
  );
}

/** A search box; needs `aria-label`. */
export function SearchInput({ className, ...rest }: ComponentProps<"input">) {
  return (
    <span className={cn("relative block", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-1.75 left-2 size-3.5 text-ink-3" />
      <Input type="search" className="pl-7" {...rest} />
    </span>
  );
}
