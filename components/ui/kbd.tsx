import { cn } from "./cn";

/** A key or a chord, as printed on the keyboard. */
export function Kbd({ children, inverse }: { children: string; inverse?: boolean }) {
  return (
    <kbd
      className={cn(
        "inline-grid h-4.5 min-w-4.5 place-items-center rounded-s border px-1 font-sans text-xs",
        inverse ? "border-current/35" : "border-line-strong bg-sunken text-ink-2",
      )}
    >
      {children}
    </kbd>
  );
}
