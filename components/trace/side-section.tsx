import type { ReactNode } from "react";

interface SideSectionProps {
  title: string;
  /** A quiet fact at the right. */
  aside?: ReactNode;
  /** Buttons after it. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of the side panel: hairline, heading, body. */
export function SideSection({ title, aside, actions, children }: SideSectionProps) {
  return (
    <section className="border-b border-line px-4 py-3 last:border-b-0">
      <header className="mb-1.5 flex min-h-6 items-center gap-2">
        <h3 className="text-s font-semibold">{title}</h3>
        {aside !== undefined && <div className="tabular ml-auto truncate text-ink-3">{aside}</div>}
        {actions && <div className={aside === undefined ? "ml-auto flex" : "flex"}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
