import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "./cn";

const TONES = {
  neutral: "border-line bg-sunken text-ink-2",
  accent: "border-transparent bg-accent-soft text-accent",
  ok: "border-transparent bg-ok-soft text-ok",
  warn: "border-transparent bg-warn-soft text-warn",
  bad: "border-transparent bg-bad-soft text-bad",
} as const;

export type Tone = keyof typeof TONES;

interface BadgeProps {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
  mono?: boolean;
  title?: string;
}

/** A word or two about a thing. `ok` means recovered, not "normal": normal has no colour. */
export function Badge({ tone = "neutral", icon: Icon, children, mono, title }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex h-4.5 max-w-full items-center gap-1 rounded-s border px-1.5 text-xs whitespace-nowrap",
        TONES[tone],
        mono && "font-mono",
      )}
    >
      {Icon && <Icon aria-hidden className="size-3 shrink-0" />}
      <span className="truncate">{children}</span>
    </span>
  );
}
