import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "./cn";

const TONES = {
  info: { classes: "border-line bg-sunken text-ink-2", icon: Info },
  warn: { classes: "border-transparent bg-warn-soft text-warn", icon: CircleAlert },
  bad: { classes: "border-transparent bg-bad-soft text-bad", icon: CircleAlert },
} as const;

interface NoticeProps {
  tone?: keyof typeof TONES;
  children: ReactNode;
  /** Read aloud as soon as it appears: for answers to what the person just did. */
  live?: boolean;
  className?: string;
}

/** A sentence that belongs to the page or form below it. What concerns one field stands at the field. */
export function Notice({ tone = "info", children, live, className }: NoticeProps) {
  const { classes, icon: Icon } = TONES[tone];
  return (
    <div
      role={live ? "alert" : undefined}
      className={cn("flex gap-2 rounded-m border px-3 py-2 text-s", classes, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
