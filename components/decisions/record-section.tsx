import type { ReactNode } from "react";

/** One part of a record: a heading and what it holds, set for the screen and for paper alike. */
export function RecordSection({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="grid gap-1.5 border-t border-line pt-2.5 print:gap-1 print:pt-1.5">
      <header className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-m font-semibold">{title}</h2>
        {aside && <span className="tabular text-s text-ink-3">{aside}</span>}
      </header>
      {children}
    </section>
  );
}

/** Nothing to tell is told, too. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="text-s text-ink-2">{children}</p>
);
